create table clients (
  id serial primary key,
  name text not null,
  number text not null,
  last_sms_sent_on date
);
insert into clients (name, number) values ('Ada', '+33600000001'), ('Ben', '+33600000002');
