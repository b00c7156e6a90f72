-- Take the lease when it is free or one's own, with a new epoch.
-- KEYS: 1 lease, 2 epoch
-- ARGV: 1 name, 2 milliseconds to live, 3 epoch to be above
-- Reply: the new epoch, or 0 when somebody else leads
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
local epoch = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(ARGV[3])) + 1
redis.call('SET', KEYS[2], epoch)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return epoch
