import geo from 'libphonenumber-geo-carrier'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { zonesOfNumber } from '../../src/clients/number-zones.ts'
import { readPhoneNumber } from '../../src/clients/phone-number.ts'
import { chooseZone, readName, readZone, sameClientKey } from '../../src/clients/rules.ts'

// All of them stand in ranges that are kept free for films and examples, where the country has one.
test.each([
  ['+12025550123', '+12025550123'],
  [' +1 (202) 555-0123 ', '+12025550123'],
  ['＋１２０２５５５０１２３', '+12025550123'],
  ['\u202a+1 202 555 0123\u202c', '+12025550123'],
  [`'+12025550123`, '+12025550123'],
  ['+61 491 570 156', '+61491570156'],
  ['+46701740605', '+46701740605'],
])('%j is %s', (text, number) => {
  expect(readPhoneNumber(text)?.number).toBe(number)
})

test.each([
  ['', 'nothing'],
  ['2025550123', 'no country'],
  ['0012025550123', 'no +'],
  ['+1 202 555 012', 'a digit too few'],
  ['+1 202 555 01234', 'a digit too many'],
  ['+12025550123 ext. 5', 'an extension'],
  ['+12025550123;ext=5', 'an extension of another form'],
  ['+1202555FILM', 'letters'],
  ['tel:+12025550123', 'a link'],
  ['call +12025550123', 'words'],
  ['+12025550123, +12025550124', 'two numbers'],
  ['1.20256E+10', 'what a spreadsheet makes of a number'],
  ['+999123456789', 'a country that does not exist'],
  [`+1${'0'.repeat(60)}`, 'sixty zeros'],
  ['+١٢٠٢٥٥٥٠١٢', 'a digit too few, in Arabic digits'],
])('%j is no number: %s', (text) => {
  expect(readPhoneNumber(text)).toBe(undefined)
})

test('a national number is one where its country is named', () => {
  expect(readPhoneNumber('(202) 555-0123', 'US')?.number).toBe('+12025550123')
  expect(readPhoneNumber('+61 491 570 156', 'US')?.number).toBe('+61491570156')
  expect(readPhoneNumber('(202) 555-0123', 'XX')).toBe(undefined)
})

test.each([
  ['+12025550123', 'America/New_York', 'Washington'],
  ['+13125550123', 'America/Chicago', 'Chicago'],
  ['+13105550123', 'America/Los_Angeles', 'Los Angeles'],
  ['+46701740605', 'Europe/Stockholm', 'Sweden'],
  ['+33199000123', 'Europe/Paris', 'France'],
  ['+8613800138000', 'Asia/Shanghai', 'China'],
  // Three zones of the table that keep the same time, in a country with one.
  ['+442079460123', 'Europe/London', 'London'],
  ['+35312345678', 'Europe/Dublin', 'Ireland'],
  ['+390612345678', 'Europe/Rome', 'Rome'],
  // Two that do not.
  ['+12085550123', null, 'Idaho, which has two'],
  ['+628111234567', null, 'a mobile of Indonesia, which has three'],
  ['+18005550199', null, 'a number for all of North America'],
  ['+88216123456', null, 'a satellite'],
])('the zone of %s is %s: %s', (number, zone, _where) => {
  expect(readPhoneNumber(number)).toEqual({ number, zone })
})

test("the zones of a number are the library's own answer", async () => {
  const numbers = [
    '+12025550123',
    '+12085550123',
    '+442079460123',
    '+8613800138000',
    '+35312345678',
    '+88216123456',
  ]
  for (const number of numbers) {
    const answer = await geo.timezones(parsePhoneNumberFromString(number))
    expect([number, zonesOfNumber(number)]).toEqual([number, answer ?? []])
  }
})

test('a zone that was set counts more than the one of the number; without either it stays unknown', () => {
  expect(chooseZone('Asia/Tokyo', 'Asia/Shanghai')).toEqual({ zone: 'Asia/Tokyo', zoneSource: 'set' })
  expect(chooseZone(null, 'Asia/Shanghai')).toEqual({ zone: 'Asia/Shanghai', zoneSource: 'number' })
  expect(chooseZone(null, null)).toEqual({ zone: null, zoneSource: null })
})

test.each([
  ['asia/shanghai', 'Asia/Shanghai'],
  [' Europe/Berlin ', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['+08:00', undefined],
  ['Mars/Olympus', undefined],
  ['', undefined],
])('the zone %j is %s', (text, zone) => {
  expect(readZone(text)).toBe(zone)
})

test('a name is a line of which something can be seen', () => {
  expect(readName('  张三 ')).toBe('张三')
  expect(readName('=1+1')).toBe('=1+1')
  for (const text of ['', ' ', '\u200b', 'a\nb', 'a'.repeat(81)]) expect(readName(text)).toBe(undefined)
})

test('a client entered twice is told from two clients with one number', () => {
  expect(sameClientKey('Ann  Lee', '+12025550123')).toBe(sameClientKey('ＡＮＮ lee', '+12025550123'))
  expect(sameClientKey('Ann Lee', '+12025550123')).not.toBe(sameClientKey('Bob Lee', '+12025550123'))
})
