-- Stores a task's next revision, if no other than the one that it was made from, or an older one, stands there.
--
-- KEYS[4] tasks        hash: <tenant>/<name> -> "revision id definition"
-- KEYS[5] ids          hash: tenant -> how many tasks of the tenant this partition ever had
-- KEYS[6] log          sorted set: what was done to the task, by the revision that it made; the newest only
-- KEYS[7] definitions  sorted set: the task as it was, by each revision that redefined it; the newest only
-- ARGV[5] tenant, ARGV[6] name, ARGV[7] the revision that must stand (0: none), ARGV[8] the new revision,
-- ARGV[9] the partition's number, ARGV[10] how many partitions there are, ARGV[11] the task, ARGV[12] what was done,
-- ARGV[13] 1 if that makes another definition, ARGV[14] how many changes are kept, ARGV[15] how many definitions
--
-- Answers "applied id" or "conflict revision".

local function keep(key, member, most)
  redis.call('ZADD', key, ARGV[8], member)
  redis.call('ZREMRANGEBYRANK', key, 0, -1 - most)
end

local function is_missing(key)
  return redis.call('ZCOUNT', key, ARGV[8], ARGV[8]) == 0
end

local field = ARGV[5] .. '/' .. ARGV[6]
local stored = redis.call('HGET', KEYS[4], field)
local revision, id, definition = 0, nil, nil
if stored then
  revision, id, definition = string.match(stored, '^(%d+) (%d+) (.*)$')
end
-- A store that is behind the revision that the change was made from has lost what lies between. That comes again too, perhaps from
-- another node and later, and is then in the log alone.
local is_behind = stored and tonumber(revision) < tonumber(ARGV[7])
if tonumber(revision) ~= tonumber(ARGV[7]) and not is_behind then
  -- A change that comes again, after all was lost and the task was given back, is missing in the log. One that was refused
  -- is not: another stands at its revision, and is there first, but where both come again the first that comes stays.
  local made = tonumber(ARGV[8])
  local may_have_stood = made < tonumber(revision) or (made == tonumber(revision) and definition == ARGV[11])
  if may_have_stood and is_missing(KEYS[6]) then
    keep(KEYS[6], ARGV[12], tonumber(ARGV[14]))
    if ARGV[13] == '1' and is_missing(KEYS[7]) then
      keep(KEYS[7], ARGV[11], tonumber(ARGV[15]))
    end
  end
  return applied('conflict ' .. revision, {})
end
if not id then
  -- An id says its partition: it is the rest of a division by their number. It starts behind that number, so never at 0.
  id = string.format('%d', redis.call('HINCRBY', KEYS[5], ARGV[5], 1) * ARGV[10] + ARGV[9])
end
redis.call('HSET', KEYS[4], field, ARGV[8] .. ' ' .. id .. ' ' .. ARGV[11])

keep(KEYS[6], ARGV[12], tonumber(ARGV[14]))
if ARGV[13] == '1' then
  keep(KEYS[7], ARGV[11], tonumber(ARGV[15]))
end
return applied('applied ' .. id, {'t:' .. field})
