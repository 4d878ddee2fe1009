-- Adds to the set that holds the keys of all tenants what it lacks, and drops what has had its time.
--
-- KEYS[1] keys   hash: "set" -> the set's name, "change" -> the name of its last change, and the entries, each with a colon
-- ARGV[1] the set's name, ARGV[2] a new name for the change that this is, ARGV[3] how many entries follow, each as name and
-- text; behind them the names of those to drop
--
-- Does nothing where another set is stored. Answers the hash as it stands then.

local set = redis.call('HGET', KEYS[1], 'set')
if set and set ~= ARGV[1] then
  return redis.call('HGETALL', KEYS[1])
end
local entries = tonumber(ARGV[3])
local changes = 0
for i = 4, 2 + 2 * entries, 2 do
  changes = changes + redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
end
for i = 4 + 2 * entries, #ARGV do
  changes = changes + redis.call('HDEL', KEYS[1], ARGV[i])
end
if not set then
  redis.call('HSET', KEYS[1], 'set', ARGV[1])
end
if changes > 0 or not set then
  redis.call('HSET', KEYS[1], 'change', ARGV[2])
end
return redis.call('HGETALL', KEYS[1])
