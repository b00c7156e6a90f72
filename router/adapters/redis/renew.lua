-- Keep the lease while no later leader has been made.
-- KEYS: 1 lease, 2 epoch
-- ARGV: 1 name, 2 milliseconds to live, 3 one's own epoch
-- Reply: 1 kept, 0 lost
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if tonumber(redis.call('GET', KEYS[2]) or '0') ~= tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
