-- Stores a task's next revision, if it replaces the one that it was made from.
--
-- KEYS[4] tasks  hash: <tenant>/<name> -> "revision id definition"
-- KEYS[5] ids    hash: tenant -> how many tasks of the tenant this partition ever had
-- ARGV[5] tenant, ARGV[6] name, ARGV[7] the revision that must stand (0: none), ARGV[8] the new revision,
-- ARGV[9] the partition's number, ARGV[10] how many partitions there are, ARGV[11] the definition
--
-- Answers "applied id" or "conflict revision".

local field = ARGV[5] .. '/' .. ARGV[6]
local stored = redis.call('HGET', KEYS[4], field)
local revision, id = 0, nil
if stored then
  revision, id = string.match(stored, '^(%d+) (%d+) ')
end
if tonumber(revision) ~= tonumber(ARGV[7]) then
  return applied('conflict ' .. revision, {})
end
if not id then
  -- An id says its partition: it is the rest of a division by their number. It starts behind that number, so never at 0.
  id = string.format('%d', redis.call('HINCRBY', KEYS[5], ARGV[5], 1) * ARGV[10] + ARGV[9])
end
redis.call('HSET', KEYS[4], field, ARGV[8] .. ' ' .. id .. ' ' .. ARGV[11])
return applied('applied ' .. id, {'t:' .. field})
