-- Take a lease that is free, or keep one's own.
--
-- KEYS[1]  string with expiry: who has it
-- ARGV[1]  one's own name
-- ARGV[2]  for how long, milliseconds
-- Reply: 1, one has it; 0, somebody else has.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
