create table member (
  id int primary key,
  name text not null,
  session text not null unique,
  is_sign boolean not null default false
);
create table quota (
  member_id int not null references member,
  card_id int not null,
  amount int not null,
  primary key (member_id, card_id)
);
create table quota_change (
  id serial primary key,
  member_id int not null references member,
  card_id int not null,
  amount int not null,
  reason text not null
);
create table check_in (
  id serial primary key,
  member_id int not null references member,
  at timestamptz not null default now()
);
insert into member values (1, 'Ada', 'ada', false), (2, 'Ben', 'ben', false);
insert into quota values (1, 1, 0), (2, 1, 0);
