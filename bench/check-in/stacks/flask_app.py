"""Story 1's stack with its cure: Flask, SQLAlchemy, a row locked with FOR UPDATE. Run by uWSGI in four processes."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from datetime import datetime, timedelta, timezone

from flask import Flask, jsonify, request
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, String, create_engine
from sqlalchemy.dialects.postgresql import UUID, insert
from sqlalchemy.orm import declarative_base, sessionmaker

KEY = bytes.fromhex(os.environ["COOKIE_KEY"])
RESET = timedelta(hours=int(os.environ["RESET_HOUR"]))
REWARD, UNIT = 25, "reading"

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"], pool_size=int(os.environ.get("POOL", "1")), max_overflow=0)
Session = sessionmaker(engine)
Base = declarative_base()


class Latch(Base):
    __tablename__ = "latch"
    __table_args__ = {"schema": "daylatch"}
    subject = Column(String, primary_key=True)
    action = Column(String, primary_key=True)
    claim_id = Column(UUID(as_uuid=True))
    period = Column(String)
    starts_at = Column(DateTime(timezone=True))
    ends_at = Column(DateTime(timezone=True))
    claimed_at = Column(DateTime(timezone=True))
    account = Column(String)
    released = Column(Boolean)
    streak = Column(Integer)
    claims = Column(BigInteger)


class Claim(Base):
    __tablename__ = "claim"
    __table_args__ = {"schema": "daylatch"}
    subject = Column(String, primary_key=True)
    claim_id = Column(UUID(as_uuid=True), primary_key=True)
    action = Column(String)
    period = Column(String)
    zone = Column(String)
    starts_at = Column(DateTime(timezone=True))
    ends_at = Column(DateTime(timezone=True))
    claimed_at = Column(DateTime(timezone=True))
    streak = Column(Integer)
    rank = Column(BigInteger)
    unit = Column(String)
    account = Column(String)
    reward = Column(BigInteger)
    seq = Column(BigInteger)


class Balance(Base):
    __tablename__ = "balance"
    __table_args__ = {"schema": "daylatch"}
    subject = Column(String, primary_key=True)
    unit = Column(String, primary_key=True)
    account = Column(String, primary_key=True)
    amount = Column(BigInteger)
    version = Column(BigInteger)


class Entry(Base):
    __tablename__ = "entry"
    __table_args__ = {"schema": "daylatch"}
    subject = Column(String, primary_key=True)
    unit = Column(String, primary_key=True)
    account = Column(String, primary_key=True)
    seq = Column(BigInteger, primary_key=True)
    kind = Column(String)
    amount = Column(BigInteger)
    balance = Column(BigInteger)
    claim_id = Column(UUID(as_uuid=True))
    entered_at = Column(DateTime(timezone=True))


class Counter(Base):
    __tablename__ = "period_counter"
    __table_args__ = {"schema": "daylatch"}
    action = Column(String, primary_key=True)
    period = Column(String, primary_key=True)
    claims = Column(BigInteger)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def member_of(cookie):
    """Whose the signed cookie is; nobody's where it is forged or over."""
    text, _, mac = cookie.partition(".")
    if not hmac.compare_digest(hmac.new(KEY, text.encode(), hashlib.sha256).digest(), unpadded(mac)):
        return None
    member_id, _, _, expires_at = json.loads(unpadded(text))
    return member_id if expires_at > time.time() * 1000 else None


def day_at(now):
    start = (now - RESET).replace(hour=0, minute=0, second=0, microsecond=0) + RESET
    return (start - RESET).date().isoformat(), start, start + timedelta(days=1)


def iso(moment):
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def view(period, ends_at, claimed_at, streak, rank, balance, card):
    return {
        "period": period, "claimedAt": iso(claimed_at), "reward": REWARD, "bonus": 0, "unit": UNIT,
        "card": card, "balance": balance, "streak": streak, "rank": rank, "resetsAt": iso(ends_at),
    }


def never(member_id, account):
    """The latch of a member who never checked in: one that was over long ago."""
    past = datetime(1970, 1, 1, tzinfo=timezone.utc)
    return insert(Latch).values(
        subject=member_id, action="check-in", claim_id=uuid.uuid4(), period="0001-01-01", starts_at=past,
        ends_at=past + timedelta(days=1), claimed_at=past, account=account, released=False, streak=1, claims=0,
    ).on_conflict_do_nothing()


def check_in(session, member_id, card):
    account = str(card)
    own = session.query(Latch).filter_by(subject=member_id, action="check-in").with_for_update()
    latch = own.one_or_none()
    if latch is None:
        session.execute(never(member_id, account))
        latch = own.one()
    now = datetime.now(timezone.utc)
    period, starts_at, ends_at = day_at(now)
    if latch.ends_at > now:
        claim = session.get(Claim, (member_id, latch.claim_id))
        entry = session.get(Entry, (member_id, claim.unit, claim.account, claim.seq))
        already = view(period, ends_at, claim.claimed_at, claim.streak, claim.rank, entry.balance, card)
        return {"code": "already-checked-in", **already}, 409
    latch.streak = latch.streak + 1 if latch.ends_at == starts_at else 1
    latch.claim_id, latch.period, latch.account, latch.released = uuid.uuid4(), period, account, False
    latch.starts_at, latch.ends_at, latch.claimed_at = starts_at, ends_at, now
    latch.claims += 1
    balance = session.get(Balance, (member_id, UNIT, account))
    if balance is None:
        balance = Balance(subject=member_id, unit=UNIT, account=account, amount=0, version=0)
        session.add(balance)
    balance.amount += REWARD
    balance.version += 1
    session.add(Entry(
        subject=member_id, unit=UNIT, account=account, seq=balance.version, kind="reward", amount=REWARD,
        balance=balance.amount, claim_id=latch.claim_id, entered_at=now,
    ))
    session.flush()
    counted = insert(Counter).values(action="check-in", period=period, claims=1)
    rank = session.execute(counted.on_conflict_do_update(
        index_elements=["action", "period"], set_={"claims": Counter.claims + 1},
    ).returning(Counter.claims)).scalar_one()
    session.add(Claim(
        subject=member_id, claim_id=latch.claim_id, action="check-in", period=period, zone="UTC", starts_at=starts_at,
        ends_at=ends_at, claimed_at=now, streak=latch.streak, rank=rank, unit=UNIT, account=account, reward=REWARD,
        seq=balance.version,
    ))
    claimed = view(period, ends_at, now, latch.streak, rank, balance.amount, card)
    session.commit()
    return claimed, 201


@app.post("/api/check-ins")
def post_check_in():
    member_id = member_of(request.cookies.get("daylatch.hot", ""))
    if member_id is None:
        return jsonify(code="not-signed-in"), 401
    card = (request.get_json(silent=True) or {}).get("card", 1)
    if not isinstance(card, int) or not 1 <= card <= 10:
        return jsonify(code="bad-request"), 400
    with Session() as session:
        body, status = check_in(session, member_id, card)
    return jsonify(body), status
