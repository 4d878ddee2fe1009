-- Applies one stretch of a node's journal to a partition's evidence.
--
-- KEYS[4 ..]  ARGV[5] evidence hashes, one for each (task, bucket), then ARGV[6] state hashes, one for each chunk of
--             decisions, then ARGV[11] counter hashes of tasks, ARGV[12] hashes of references, then the sorted sets of the
--             rewards that wait, one for each task
-- ARGV[7]     decisions, each '<I2I4I4I4I4I4': evidence hash, variant, version, count, contests won and lost
-- ARGV[8]     rewards in the order of the journal, each '<I2I2I4I4I4BBddddd': evidence hash, state hash, offset, variant,
--             version, metric, flags (1 retracts, 2 binary, 4 at is the stamp's, 8 late: only answered, 16 on a decision that is no
--             evidence: it stands, and gives nothing; 32 on one that is evidence when it was shown; 64 waits for that, where
--             other rewards say that it was), value, propensity, at (ms after the decision), stamp (see below), when the state may go (ms)
-- ARGV[9]     late rewards, each '<I2I4': counter hash, count
-- ARGV[10]    '<I2' each: how many of the rewards are the batch's own; then, for each reward by reference, how many follow
--             that it is credited to. What is left are rewards that a new decision found waiting, which nobody asks after.
-- ARGV[13]    now (ms)
-- ARGV[14 ..] for each reference: the version that it was read at, when it may go (ms), the sorted set of its task, a count
--             and so many fields and values to set, a count and so many members that wait now, and that wait no more
--
-- An evidence hash has the fields
--   d:<variant>.<version>            decisions
--   p:<variant>.<version>            draws that were contested by another version: n, how many of them it won
--   c:<variant>.<version>:<pattern>  a cell: n, the sum of each metric of the pattern, and with the outcome y at
--                                    propensity p also the sums of y^2, 1/p, y/p, 1/p^2, y/p^2, y^2/p^2
--   x:<pattern>                      products, with the outcome and a proxy: n, then the sum of x_i x_j for i <= j but (0, 0)
--   m:<metric>:<variant>.<version>   a metric that is in no pattern: n, sum, sum of squares
-- all but the first as little-endian doubles. What counts nothing any more is deleted, so that no residue stays.
--
-- A state hash has a record for each decision, by its offset: for each metric that was ever reported, in order, a byte
-- (metric + 32 * kind + 128 where at is its own; kind 0 a double, 1 and 2 the binary 0 and 1, 3 retracted), the stamp in
-- five bytes, at in five bytes if it is its own, the value in eight if it is a double. The stamp counts 1/64 ms from 2^30
-- ms before the decision. Of two values the one with the greater (at, stamp) stands, then the greater value.
--
-- Answers a letter for each reward: a accepted, c corrected, r repeated, l late, w waits until the decision was shown; those of rewards by reference in brackets.
-- Where a reference is not at the version that it was read at, answers {"stale"}, and nothing is written.

local SHAPING = 6
local EXPOSURE = 31
local STAMPS_PER_MILLI = 64
local STAMP_ZERO = 2 ^ 30

local buckets = tonumber(ARGV[5])
local chunks = tonumber(ARGV[6])
local counters = tonumber(ARGV[11])
local references = tonumber(ARGV[12])

local argument = 13
local function take()
  argument = argument + 1
  return ARGV[argument]
end

local function take_some(per)
  local some = {}
  for i = 1, per * tonumber(take()) do
    some[i] = take()
  end
  return some
end

local stored = {}
for i = 1, references do
  local key = KEYS[3 + buckets + chunks + counters + i]
  local version = tonumber(take())
  if tonumber(redis.call('HGET', key, 'v') or '0') ~= version then
    return {'stale'}
  end
  stored[i] = {key = key, version = version, goes = take(), set = tonumber(take()), fields = take_some(2),
    waiting = take_some(1), waiting_no_more = take_some(1)}
end

local function at_of_stamp(stamp)
  return math.max(0, math.floor(stamp / STAMPS_PER_MILLI) - STAMP_ZERO)
end

-- The record's entries by metric; value is nil where it is retracted.
local function parse(record)
  local entries = {}
  local next = 1
  while next <= #record do
    local tag, stamp
    tag, stamp, next = struct.unpack('<BI5', record, next)
    local entry = {stamp = stamp}
    if tag >= 128 then
      tag = tag - 128
      entry.at, next = struct.unpack('<I5', record, next)
      entry.own_at = true
    else
      entry.at = at_of_stamp(stamp)
    end
    local kind = math.floor(tag / 32)
    if kind == 0 then
      entry.value, next = struct.unpack('<d', record, next)
    elseif kind < 3 then
      entry.value = kind - 1
      entry.binary = true
    end
    entries[tag % 32] = entry
  end
  return entries
end

local function format(entries)
  local parts = {}
  for metric = 0, 31 do
    local entry = entries[metric]
    if entry then
      local kind = 0
      if not entry.value then
        kind = 3
      elseif entry.binary then
        kind = entry.value + 1
      end
      parts[#parts + 1] = struct.pack('<BI5', metric + 32 * kind + (entry.own_at and 128 or 0), entry.stamp)
      if entry.own_at then
        parts[#parts + 1] = struct.pack('<I5', entry.at)
      end
      if kind == 0 then
        parts[#parts + 1] = struct.pack('<d', entry.value)
      end
    end
  end
  return table.concat(parts)
end

local function is_newer(entry, standing)
  if entry.at ~= standing.at then
    return entry.at > standing.at
  end
  if entry.stamp ~= standing.stamp then
    return entry.stamp > standing.stamp
  end
  return entry.value ~= nil and (standing.value == nil or entry.value > standing.value)
end

-- Differences to the fields of each evidence hash, gathered over the whole batch.
local differences = {}

local function add(bucket, field, sums, sign)
  local fields = differences[bucket]
  if not fields then
    fields = {}
    differences[bucket] = fields
  end
  local known = fields[field]
  if not known then
    known = {}
    for i = 1, #sums do
      known[i] = 0
    end
    fields[field] = known
  end
  for i = 1, #sums do
    known[i] = known[i] + sign * sums[i]
  end
end

-- Adds or takes away what a decision gives to its cell and to the products of its pattern.
local function credit(reward, entries, sign)
  if reward.is_no_evidence then
    return
  end
  local pattern, sums, standing = 0, {1}, {}
  for metric = 0, SHAPING do
    local entry = entries[metric]
    if entry and entry.value then
      pattern = pattern + 2 ^ metric
      sums[#sums + 1] = entry.value
      standing[#standing + 1] = entry.value
    end
  end
  if pattern == 0 then
    return
  end
  if pattern % 2 == 1 then
    local y, p = standing[1], reward.propensity
    local n = #sums
    sums[n + 1] = y * y
    sums[n + 2] = 1 / p
    sums[n + 3] = y / p
    sums[n + 4] = 1 / (p * p)
    sums[n + 5] = y / (p * p)
    sums[n + 6] = y * y / (p * p)
  end
  add(reward.bucket, 'c:' .. reward.variant .. ':' .. pattern, sums, sign)
  if pattern % 2 == 1 and #standing > 1 then
    local products = {1}
    for i = 1, #standing do
      for j = i, #standing do
        if j > 1 then
          products[#products + 1] = standing[i] * standing[j]
        end
      end
    end
    add(reward.bucket, 'x:' .. pattern, products, sign)
  end
end

local function count(reward, metric, value, sign)
  if reward.is_no_evidence then
    return
  end
  add(reward.bucket, 'm:' .. metric .. ':' .. reward.variant, {1, value, value * value}, sign)
end

-- How many decisions are known to have been shown now, by evidence hash and variant.
local exposed = {}

-- From now on the decision counts, and all that stands on it.
local function expose(reward, entries, entry)
  entries[EXPOSURE] = entry
  if not reward.is_no_evidence then
    exposed[reward.bucket] = exposed[reward.bucket] or {}
    exposed[reward.bucket][reward.variant] = (exposed[reward.bucket][reward.variant] or 0) + 1
  end
  credit(reward, entries, 1)
  for metric = SHAPING + 1, EXPOSURE - 1 do
    if entries[metric] and entries[metric].value then
      count(reward, metric, entries[metric].value, 1)
    end
  end
end

-- Read.

local rewards = {}
local asked = {}
local next = 1
while next <= #ARGV[8] do
  local bucket, chunk, offset, variant, version, metric, flags, value, propensity, at, stamp, goes
  bucket, chunk, offset, variant, version, metric, flags, value, propensity, at, stamp, goes, next =
    struct.unpack('<I2I2I4I4I4BBddddd', ARGV[8], next)
  local function has(flag)
    return math.floor(flags / flag) % 2 == 1
  end
  local entry = {stamp = stamp, binary = has(2)}
  if not has(1) then
    entry.value = value
  end
  if has(4) then
    entry.at = at_of_stamp(stamp)
  else
    entry.at = at
    entry.own_at = true
  end
  rewards[#rewards + 1] = {
    bucket = bucket, chunk = chunk, offset = tostring(offset), variant = variant .. '.' .. version, metric = metric,
    entry = entry, propensity = propensity, goes = goes, is_late = has(8),
    is_no_evidence = has(16),
    awaits_exposure = has(32), waits_for_exposure = has(64)
  }
  asked[chunk] = asked[chunk] or {offsets = {}, states = {}, goes = 0}
  local chunk_asked = asked[chunk]
  if not chunk_asked.states[tostring(offset)] then
    chunk_asked.states[tostring(offset)] = {}
    chunk_asked.offsets[#chunk_asked.offsets + 1] = tostring(offset)
  end
  chunk_asked.goes = math.max(chunk_asked.goes, goes)
end

for chunk, known in pairs(asked) do
  local records = redis.call('HMGET', KEYS[3 + buckets + chunk], unpack(known.offsets))
  for i, offset in ipairs(known.offsets) do
    known.states[offset].entries = parse(records[i] or '')
    known.is_old = known.is_old or records[i]
  end
end

-- Judge.

local results = {}
for i, reward in ipairs(rewards) do
  local state = asked[reward.chunk].states[reward.offset]
  local entries, entry, metric = state.entries, reward.entry, reward.metric
  local standing = entries[metric]
  local is_hidden = reward.awaits_exposure and not entries[EXPOSURE]
  if reward.is_late then
    results[i] = 'l'
  elseif standing and (metric == EXPOSURE or not is_newer(entry, standing)) then
    results[i] = 'r'
  elseif metric == EXPOSURE then
    expose(reward, entries, entry)
    results[i] = 'a'
    state.is_changed = true
  elseif is_hidden and reward.waits_for_exposure then
    entries[metric] = entry
    results[i] = 'w'
    state.is_changed = true
  else
    if is_hidden then
      expose(reward, entries, {stamp = entry.stamp, at = entry.at, own_at = entry.own_at, value = 1, binary = true})
    end
    local before = standing and standing.value
    if before == entry.value and standing then
      results[i] = 'r'
      entries[metric] = entry
    else
      if before ~= entry.value and metric <= SHAPING then
        credit(reward, entries, -1)
        entries[metric] = entry
        credit(reward, entries, 1)
      else
        if before then
          count(reward, metric, before, -1)
        end
        if entry.value and before ~= entry.value then
          count(reward, metric, entry.value, 1)
        end
        entries[metric] = entry
      end
      results[i] = standing and 'c' or 'a'
    end
    state.is_changed = true
  end
end

local decided = {}
next = 1
while next <= #ARGV[7] do
  local bucket, variant, version, decisions, won, lost
  bucket, variant, version, decisions, won, lost, next = struct.unpack('<I2I4I4I4I4I4', ARGV[7], next)
  local name = variant .. '.' .. version
  if decisions > 0 then
    decided[#decided + 1] = {bucket = bucket, variant = name, decisions = decisions}
  end
  if won + lost > 0 then
    add(bucket, 'p:' .. name, {won + lost, won}, 1)
  end
end

local sums_before = {}
for bucket, fields in pairs(differences) do
  local names = {}
  for name in pairs(fields) do
    names[#names + 1] = name
  end
  local found = redis.call('HMGET', KEYS[3 + bucket], unpack(names))
  sums_before[bucket] = {names = names, found = found}
end

-- Write.

local members = {}
local is_member = {}
local function touched(key)
  if not is_member[key] then
    is_member[key] = true
    members[#members + 1] = member(key)
  end
end

for bucket, before in pairs(sums_before) do
  local set, gone = {}, {}
  for i, name in ipairs(before.names) do
    local sums = differences[bucket][name]
    local layout = '<' .. string.rep('d', #sums)
    if before.found[i] then
      local old = {struct.unpack(layout, before.found[i])}
      for j = 1, #sums do
        sums[j] = sums[j] + old[j]
      end
    end
    if sums[1] == 0 then
      gone[#gone + 1] = name
    else
      set[#set + 1] = name
      set[#set + 1] = struct.pack(layout, unpack(sums))
    end
  end
  if #gone > 0 then
    redis.call('HDEL', KEYS[3 + bucket], unpack(gone))
  end
  if #set > 0 then
    redis.call('HSET', KEYS[3 + bucket], unpack(set))
  end
  touched(KEYS[3 + bucket])
end

for chunk, known in pairs(asked) do
  local set = {}
  for offset, state in pairs(known.states) do
    if state.is_changed then
      set[#set + 1] = offset
      set[#set + 1] = format(state.entries)
    end
  end
  if #set > 0 then
    local key = KEYS[3 + buckets + chunk]
    redis.call('HSET', key, unpack(set))
    if not known.is_old then
      redis.call('PEXPIREAT', key, string.format('%.0f', known.goes))
    end
  end
end

for _, cell in ipairs(decided) do
  redis.call('HINCRBY', KEYS[3 + cell.bucket], 'd:' .. cell.variant, cell.decisions)
  touched(KEYS[3 + cell.bucket])
end

for bucket, variants in pairs(exposed) do
  for variant, decisions in pairs(variants) do
    redis.call('HINCRBY', KEYS[3 + bucket], 'd:' .. variant, decisions)
  end
  touched(KEYS[3 + bucket])
end

next = 1
while next <= #ARGV[9] do
  local counters, late
  counters, late, next = struct.unpack('<I2I4', ARGV[9], next)
  redis.call('HINCRBY', KEYS[3 + buckets + chunks + counters], 'late', late)
  touched(KEYS[3 + buckets + chunks + counters])
end

for _, reference in ipairs(stored) do
  redis.call('HSET', reference.key, 'v', string.format('%d', reference.version + 1))
  for i = 1, #reference.fields, 2 do
    redis.call('HSET', reference.key, reference.fields[i], reference.fields[i + 1])
  end
  redis.call('PEXPIREAT', reference.key, reference.goes)
  local set = KEYS[3 + buckets + chunks + counters + references + reference.set]
  if #reference.waiting + #reference.waiting_no_more > 0 then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', ARGV[13])
    for _, waiting in ipairs(reference.waiting) do
      redis.call('ZADD', set, reference.goes, waiting)
    end
    for _, waiting in ipairs(reference.waiting_no_more) do
      redis.call('ZREM', set, waiting)
    end
    touched(set)
  end
end

local own, at = struct.unpack('<I2', ARGV[10])
local answer = {table.concat(results, '', 1, own)}
while at <= #ARGV[10] do
  local credits
  credits, at = struct.unpack('<I2', ARGV[10], at)
  answer[#answer + 1] = '(' .. table.concat(results, '', own + 1, own + credits) .. ')'
  own = own + credits
end
return applied(table.concat(answer), members)
