-- One atomic change of the live state: all of it, or nothing and why.
-- KEYS: 1 epoch, 2 seats, 3 calls, 4 outbox, 5 applied, 6 boots, 7 marker, 8 feed,
--       9 flows, 10 climbs, 11... command streams of the nodes
-- ARGV: 1 the writer's epoch
--       2 JSON: {seats: [[id, version before, json]...], calls: the same, forget: [[id, version before]...],
--                records: [[json, whether it goes to the feed]...], flows: [[queue, json]...],
--                climbs: [[id, json, or "" of one that is over]...],
--                commands: [[index of its stream in KEYS, json]...],
--                applied: [[node, id]...], boots: [[node, boot]...], rebuild: bool}
-- Reply: "OK", "NOT_LEADER", "LOST" (the marker is gone), or "CONFLICT <id>"
local epoch = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) < epoch then return 'NOT_LEADER' end
local change = cjson.decode(ARGV[2])
if not change.rebuild then
  if redis.call('EXISTS', KEYS[7]) == 0 then return 'LOST' end
  local function stands(key, rows)
    for _, row in ipairs(rows) do
      local stored = redis.call('HGET', key, row[1])
      local version = stored and cjson.decode(stored).version or 0
      if version ~= row[2] then return row[1] end
    end
  end
  local wrong = stands(KEYS[2], change.seats) or stands(KEYS[3], change.calls) or stands(KEYS[3], change.forget)
  if wrong then return 'CONFLICT ' .. wrong end
end
for _, row in ipairs(change.seats) do redis.call('HSET', KEYS[2], row[1], row[3]) end
for _, row in ipairs(change.calls) do redis.call('HSET', KEYS[3], row[1], row[3]) end
for _, row in ipairs(change.forget) do redis.call('HDEL', KEYS[3], row[1]) end
for _, record in ipairs(change.records) do
  redis.call('XADD', KEYS[4], '*', 'r', record[1])
  if record[2] then redis.call('XADD', KEYS[8], 'MAXLEN', '~', 20000, '*', 'r', record[1]) end
end
for _, row in ipairs(change.commands) do
  redis.call('XADD', KEYS[row[1]], 'MAXLEN', '~', 10000, '*', 'c', row[2])
end
for _, row in ipairs(change.applied) do redis.call('HSET', KEYS[5], row[1], row[2]) end
for _, row in ipairs(change.boots) do redis.call('HSET', KEYS[6], row[1], row[2]) end
for _, row in ipairs(change.flows) do redis.call('HSET', KEYS[9], row[1], row[2]) end
for _, row in ipairs(change.climbs) do
  if row[2] == '' then redis.call('HDEL', KEYS[10], row[1]) else redis.call('HSET', KEYS[10], row[1], row[2]) end
end
if change.rebuild then redis.call('SET', KEYS[7], ARGV[1]) end
return 'OK'
