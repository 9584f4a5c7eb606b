"""Who is in which club, and was."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation

from models import keys

# table: column -> the table it refers to, always within one program
REFERENCES: dict[str, dict[str, str]] = {"club_member": {"customer_id": "customer"}}

INDEXES = [
    # a customer is in a club once; and who is in it now is counted from this index alone
    "create unique index club_member_now on club_member (program_id, club, customer_id) where left_at is null",
    "create index club_member_customer on club_member (program_id, customer_id)",
]

CHECK = (
    "alter table club_member add constraint club_member_sound check (left_at is null or left_at >= joined_at)"
)


class Migration(migrations.Migration):
    dependencies = [("models", "0010_memberships")]

    operations: list[Operation] = [
        ops.CreateModel(
            name="ClubMember",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("program_id", fields.BigIntField()),
                ("customer_id", fields.BigIntField()),
                ("club", fields.CharField(max_length=64)),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("left_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "club_member",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A customer's stay in a club; who joins again gets a new row, so that the history stays.",
            },
            bases=["Table"],
        ),
        ops.RunSQL(
            [
                *keys.primary(["club_member"]),
                *INDEXES,
                *keys.references(REFERENCES),
                CHECK,
            ],
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
