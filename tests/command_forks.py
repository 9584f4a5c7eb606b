"""A process that has imported the commands and forks itself for each one, as `tests.terminal` asks.

A command is a process of its own all the same: its own environment, folder, output and exit code.
"""

import json
import os
import pkgutil
import sys
import traceback
from importlib import import_module

import bot.commands
from bot import __main__ as command_line

for module in pkgutil.iter_modules(bot.commands.__path__):
    import_module(f"bot.commands.{module.name}")
import_module("bot.doctor")


def become(job: dict[str, object]) -> int:
    """Be the command; returns its exit code."""
    os.chdir(str(job["folder"]))
    for stream, name in ((sys.stdin, os.devnull), (sys.stdout, job["stdout"]), (sys.stderr, job["stderr"])):
        opened = os.open(str(name), os.O_RDWR)
        os.dup2(opened, stream.fileno())
    environment = job["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    arguments = job["arguments"]
    assert isinstance(arguments, list)
    sys.argv = ["regulars", *arguments]
    try:
        command_line.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        code = become(json.loads(line))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
