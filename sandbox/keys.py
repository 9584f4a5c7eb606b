"""What the sandbox keeps in an aiohttp application."""

from aiohttp import web

from sandbox.telegram.standin import StandIn

STAND_IN = web.AppKey("STAND_IN", StandIn)
