-- Puts a copy in the place of what stands in the closed buckets of a task, and notes which events are in it. From then on a
-- batch that was made without knowing that is refused, see fence.lua.
--
-- KEYS[1] meta       here also restores, which counts how often this was done
-- KEYS[2] changed, KEYS[3] gone, as the other scripts know them
-- KEYS[4] closed     hash: <tenant>.<task> -> which events the copy has that was given back: before (ms), then for each node
--                    its name and "epoch.counter", all with blanks between them
-- KEYS[5] the counters of the task
-- KEYS[6 ..] ARGV[10] evidence hashes that the copy has, then those that stand and that it does not have
-- ARGV[1] birth, ARGV[2 .. 5] since, prefix, before and widths as in closed.lua, ARGV[6] now (ms), ARGV[7] the task's entry of
-- KEYS[4] as it was read (empty: none), ARGV[8] its next, ARGV[9] late rewards
-- ARGV[11 ..] a count and so many numbers and names of sources, then for each hash a count and so many fields and values
--
-- Answers {"birth", id}; {"stale"} where the task has a closed bucket that is not named, or another entry; else {"given"}.

local SOURCES_MAX = 63

local birth = redis.call('HGET', KEYS[1], 'birth')
if birth ~= ARGV[1] then
  return {'birth', birth or ''}
end
local task = string.match(ARGV[3], '^e:(.*):$')
if (redis.call('HGET', KEYS[4], task) or '') ~= ARGV[7] then
  return {'stale'}
end
local prefix_length = string.len(KEYS[1]) - 4
local function member(key)
  return string.sub(key, prefix_length + 1)
end
local known = {}
for i = 6, #KEYS do
  known[member(KEYS[i])] = true
end
if has_others(KEYS[2], ARGV[2], ARGV[3], ARGV[4], ARGV[5], known) then
  return {'stale'}
end

local argument = 10
local function take()
  argument = argument + 1
  return ARGV[argument]
end

-- Sources may have other numbers by now than they have in the copy.
local numbers = {}
local count = tonumber(redis.call('HGET', KEYS[5], 'sources') or '0')
for _ = 1, tonumber(take()) do
  local number, name = take(), take()
  local now = redis.call('HGET', KEYS[5], 's:' .. name)
  if not now then
    if count < SOURCES_MAX then
      count = count + 1
      now = count
      redis.call('HSET', KEYS[5], 's:' .. name, now, 'sources', count)
    else
      now = SOURCES_MAX + 1
    end
  end
  numbers[number] = tostring(now)
end

local function renamed(field)
  local number, rest = string.match(field, '^o:(%d+)(:.*)$')
  return number and numbers[number] and 'o:' .. numbers[number] .. rest or field
end

local changes = redis.call('HINCRBY', KEYS[1], 'changes', 1)
local copied = tonumber(ARGV[10])
for i = 6, #KEYS do
  redis.call('DEL', KEYS[i])
  redis.call('ZADD', KEYS[2], changes, member(KEYS[i]))
  if i < 6 + copied then
    local fields = {}
    for _ = 1, tonumber(take()) do
      local name, value = renamed(take()), take()
      fields[name] = fields[name] and packed(plus(unpacked(fields[name]), unpacked(value))) or value
    end
    for name, value in pairs(fields) do
      redis.call('HSET', KEYS[i], name, value)
    end
  else
    redis.call('ZADD', KEYS[3], ARGV[6], member(KEYS[i]))
  end
end

if tonumber(redis.call('HGET', KEYS[5], 'late') or '0') < tonumber(ARGV[9]) then
  redis.call('HSET', KEYS[5], 'late', ARGV[9])
end
redis.call('ZADD', KEYS[2], changes, member(KEYS[5]))
redis.call('HSET', KEYS[4], task, ARGV[8])
redis.call('HINCRBY', KEYS[1], 'restores', 1)
return {'given'}
