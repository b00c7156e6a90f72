"""The first tables: calls and what belongs to them, seats, decisions, alarms, and the archiver's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("at", "code", "subject", name="uq_alarms_at"),
    )
    op.create_index(op.f("ix_alarms_at"), "alarms", ["at"], unique=False)
    op.create_table(
        "archive_position",
        sa.Column("name", sa.String(length=64), nullable=False, comment="outbox, cel"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_archive_position")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_offer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=True, comment="exactly one once the call is over"),
        sa.Column("ended_where", sa.String(length=64), nullable=True),
        sa.Column("cause", sa.Integer(), nullable=False, comment="Q.850, 0 when none"),
        sa.Column("fallback_reason", sa.String(length=64), nullable=False),
        sa.Column("failed_offers", sa.Integer(), nullable=False),
        sa.Column("parked", sa.Integer(), nullable=False),
        sa.Column("poisoned", sa.Boolean(), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=True, comment="null: no talk yet, or not known yet"),
        sa.Column("not_recorded", sa.String(length=64), nullable=False, comment="why not"),
        sa.Column("bundle", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "source", sa.String(length=8), nullable=False, comment="live, or cel when the outcome comes from there"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_arrived_at"), "calls", ["arrived_at"], unique=False)
    op.create_index("ix_calls_line_arrived_at", "calls", ["line", "arrived_at"], unique=False)
    op.create_index("ix_calls_outcome", "calls", ["outcome"], unique=False)
    op.create_index("ix_calls_queue_arrived_at", "calls", ["queue", "arrived_at"], unique=False)
    op.create_table(
        "cel_calls",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False, comment="JSON: what the channel event log has told so far"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_cel_calls")),
    )
    op.create_index(op.f("ix_cel_calls_ended_at"), "cel_calls", ["ended_at"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waited", sa.Float(), nullable=False, comment="seconds"),
        sa.Column("considered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("offer", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_call"), "decisions", ["call"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(length=128), nullable=False, comment="<call>-<segment>"),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False, comment="why not recorded"),
        sa.Column("path", sa.String(length=255), nullable=False, comment="below the folder of recordings"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("citizen_peak", sa.Float(), nullable=True, comment="dB below full scale"),
        sa.Column("citizen_rms", sa.Float(), nullable=True),
        sa.Column("agent_peak", sa.Float(), nullable=True),
        sa.Column("agent_rms", sa.Float(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_call"), "recordings", ["call"], unique=False)
    op.create_table(
        "rejected_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False, comment="stream id or byte offset"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_records")),
    )
    op.create_table(
        "seat_intervals",
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="null: still so"),
        sa.PrimaryKeyConstraint("seat", "epoch", "version", name=op.f("pk_seat_intervals")),
    )
    op.create_index("ix_seat_intervals_agent_started_at", "seat_intervals", ["agent", "started_at"], unique=False)
    op.create_index("ix_seat_intervals_ended_at", "seat_intervals", ["ended_at"], unique=False)
    op.create_index("ix_seat_intervals_seat_started_at", "seat_intervals", ["seat", "started_at"], unique=False)
    op.create_table(
        "offers",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_offers_call_calls")),
        sa.PrimaryKeyConstraint("call", "id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_seat_made_at", "offers", ["seat", "made_at"], unique=False)
    op.create_table(
        "segments",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("recording", sa.String(length=128), nullable=False, comment="file name of the raw recording"),
        sa.Column("ended_how", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_segments_call_calls")),
        sa.PrimaryKeyConstraint("call", "number", name=op.f("pk_segments")),
    )
    op.create_index(op.f("ix_segments_agent"), "segments", ["agent"], unique=False)
    op.create_index(op.f("ix_segments_ended_at"), "segments", ["ended_at"], unique=False)
    op.create_index(op.f("ix_segments_recording"), "segments", ["recording"], unique=False)
    op.create_index(op.f("ix_segments_seat"), "segments", ["seat"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_segments_seat"), table_name="segments")
    op.drop_index(op.f("ix_segments_recording"), table_name="segments")
    op.drop_index(op.f("ix_segments_ended_at"), table_name="segments")
    op.drop_index(op.f("ix_segments_agent"), table_name="segments")
    op.drop_table("segments")
    op.drop_index("ix_offers_seat_made_at", table_name="offers")
    op.drop_table("offers")
    op.drop_index("ix_seat_intervals_seat_started_at", table_name="seat_intervals")
    op.drop_index("ix_seat_intervals_ended_at", table_name="seat_intervals")
    op.drop_index("ix_seat_intervals_agent_started_at", table_name="seat_intervals")
    op.drop_table("seat_intervals")
    op.drop_table("rejected_records")
    op.drop_index(op.f("ix_recordings_call"), table_name="recordings")
    op.drop_table("recordings")
    op.drop_index(op.f("ix_decisions_call"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_cel_calls_ended_at"), table_name="cel_calls")
    op.drop_table("cel_calls")
    op.drop_index("ix_calls_queue_arrived_at", table_name="calls")
    op.drop_index("ix_calls_outcome", table_name="calls")
    op.drop_index("ix_calls_line_arrived_at", table_name="calls")
    op.drop_index(op.f("ix_calls_arrived_at"), table_name="calls")
    op.drop_table("calls")
    op.drop_table("archive_position")
    op.drop_index(op.f("ix_alarms_at"), table_name="alarms")
    op.drop_table("alarms")
    # ### end Alembic commands ###
