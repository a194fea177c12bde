"""A daily check-in: 25 units of reading quota, once a day. With LOCK=1 the member's row is locked before it is read."""

import os
from multiprocessing import Value

from flask import Flask, abort, jsonify, request
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Text, create_engine, func
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()
engine = create_engine(os.environ["DATABASE_URL"])
app = Flask(__name__)
app.config["JSON_AS_ASCII"] = False

REWARD = 25

# How many workers have a connection: of all of them, in memory that they share.
connected = Value("i", 0)
workers = 1


class Member(Base):
    __tablename__ = "member"
    id = Column(Integer, primary_key=True)
    name = Column(Text)
    session = Column(Text)
    # A scheduled job sets it back to false at 08:00.
    is_sign = Column(Boolean)


class Quota(Base):
    __tablename__ = "quota"
    member_id = Column(ForeignKey("member.id"), primary_key=True)
    card_id = Column(Integer, primary_key=True)
    amount = Column(Integer)


class QuotaChange(Base):
    __tablename__ = "quota_change"
    id = Column(Integer, primary_key=True)
    member_id = Column(ForeignKey("member.id"))
    card_id = Column(Integer)
    amount = Column(Integer)
    reason = Column(Text)


class CheckIn(Base):
    __tablename__ = "check_in"
    id = Column(Integer, primary_key=True)
    member_id = Column(ForeignKey("member.id"))
    at = Column(DateTime(timezone=True), server_default=func.now())


def find_member(db):
    """The member of the cookie. The whole cure is `with_for_update`: whoever comes second waits, and reads the flag then."""
    query = db.query(Member).filter_by(session=request.cookies.get("session"))
    if os.environ.get("LOCK") == "1":
        query = query.with_for_update()
    return query.one_or_none()


@app.post("/api/sign")
def sign():
    with Session(engine) as db:
        member = find_member(db)
        if member is None:
            abort(401)
        if member.is_sign:
            return jsonify(status=0, message="今日已签到,请明天8点再来签到!")
        card_id = request.form.get("card_id", 1, type=int)
        db.add(CheckIn(member_id=member.id))
        db.query(Quota).filter_by(member_id=member.id, card_id=card_id).update(
            {Quota.amount: Quota.amount + REWARD}, synchronize_session=False
        )
        db.add(QuotaChange(member_id=member.id, card_id=card_id, amount=REWARD, reason="check-in"))
        member.is_sign = True
        db.commit()
        return jsonify(status=1, message=f"签到成功,获得{REWARD}阅读额度!")


@app.get("/api/sign")
def signed_today():
    with Session(engine) as db:
        rows = db.query(Member.name).join(CheckIn, CheckIn.member_id == Member.id).order_by(CheckIn.id)
        return jsonify([name for (name,) in rows])


@app.get("/")
def alive():
    return ("ready", 200) if connected.value >= workers else ("starting", 503)


def open_connection():
    """When a worker starts, so that nobody's first request waits for it."""
    engine.connect().close()
    with connected.get_lock():
        connected.value += 1


try:
    import uwsgi

    workers = uwsgi.numproc
    uwsgi.post_fork_hook = open_connection
except ImportError:
    open_connection()
