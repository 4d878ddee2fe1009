-- Applies one stretch of a node's journal to a partition's evidence.
--
-- KEYS[4 ..]  ARGV[5] evidence hashes, one for each (task, bucket), then ARGV[6] state hashes, one for each chunk of
--             decisions, then ARGV[11] counter hashes of tasks, ARGV[12] hashes of references, then the sorted sets of the
--             rewards that wait, one for each task
-- ARGV[7]     decisions, each '<I2I4I4I4I4I4': evidence hash, variant, version, count, contests won and lost
-- ARGV[8]     rewards in the order of the journal, each '<I2I2I4I4I4BBBI2Bddddd': evidence hash, state hash, offset, variant,
--             version, metric, flags (1 retracts, 2 binary, 4 at is the stamp's, 8 late: only answered, 16 on a decision that is no
--             evidence: it stands, and gives nothing; 32 on one that is evidence when it was shown; 64 waits for that, where
--             other rewards say that it was), trust (1/256, less one), source (see ARGV[14]; 0 none), the bin of
--             delays that it came in, value, propensity, at (ms after the decision), stamp (see below), when the state may go (ms)
-- ARGV[9]     late rewards, each '<I2I4': counter hash, count
-- ARGV[10]    '<I2' each: how many of the rewards are the batch's own; then, for each reward by reference, how many follow
--             that it is credited to. What is left are rewards that a new decision found waiting, which nobody asks after.
-- ARGV[13]    now (ms)
-- ARGV[14 ..] how many sources are named in the batch, and for each its counter hash and its name
-- then        for each reference: the version that it was read at, when it may go (ms), the sorted set of its task, a count
--             and so many fields and values to set, a count and so many members that wait now, and that wait no more
--
-- An evidence hash has the fields
--   d:<variant>.<version>            decisions
--   p:<variant>.<version>            draws that were contested by another version: n, how many of them it won
--   c:<variant>.<version>:<pattern>  a cell: n, the sums of the trust w and of w times each metric of the pattern, and with the
--                                    outcome y at propensity p, q = w/p also those of w y^2, w^2, q, q y, q^2, q^2 y, q^2 y^2
--   x:<pattern>                      products, with a proxy: n, then the sum of w x_i x_j for i <= j, but y^2
--   m:<metric>:<variant>.<version>   a metric that is in no pattern: the sums of w, w x, w x^2
--   o:<source>:<metric>              what a source reports: n, sum, sum of squares
--   a:<variant>.<version>            when outcomes came: see arrivals.lua
-- all but the first and the last as little-endian doubles. What counts nothing any more is deleted, so that no residue stays.
--
-- Sources have numbers by task, which its counter hash gives them: sources, how many have one; s:<name>, its number.
--
-- A state hash has a record for each decision, by its offset: for each metric that was ever reported, in order, a byte
-- (metric + 32 * kind + 128 where at is its own; kind 0 a double, 1 and 2 the binary 0 and 1, 3 retracted), a byte that says
-- what more there is, the stamp in five bytes, at in five bytes if it is its own, the value in eight if it is a double; then,
-- if there is: (1) the trust, less one, (2) the source, a byte each, and of an outcome (4) the stamp of the first report that
-- had a value, in five bytes, if it is another, and (8) the bin of delays which that came in, in one. The stamp counts 1/64 ms from 2^30
-- ms before the decision. Of two values the one with the greater (at, stamp) stands, then the greater value, trust and source.
--
-- Answers a letter for each reward: a accepted, c corrected, r repeated, l late, w waits until the decision was shown; those of rewards by reference in brackets.
-- Where a reference is not at the version that it was read at, answers {"stale"}, and nothing is written.

local SHAPING = 6
local EXPOSURE = 31
local FULL_TRUST = 255
local SOURCES_MAX = 63
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

-- The number of each source of the batch. Those beyond the limit share one, which has no name.
local numbers, numbered = {}, {}
for i = 1, tonumber(take()) do
  local key, name = KEYS[3 + buckets + chunks + tonumber(take())], take()
  local known = redis.call('HGET', key, 's:' .. name)
  if not known then
    local given = numbered[key] or {count = tonumber(redis.call('HGET', key, 'sources') or '0'), names = {}}
    numbered[key] = given
    if given.count < SOURCES_MAX then
      given.count = given.count + 1
      given.names[name] = given.count
      known = given.count
    else
      known = SOURCES_MAX + 1
    end
  end
  numbers[i] = tonumber(known)
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
    local tag, more, stamp
    tag, more, stamp, next = struct.unpack('<BBI5', record, next)
    local entry = {stamp = stamp, trust = FULL_TRUST, source = 0}
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
    if more % 2 == 1 then
      entry.trust, next = struct.unpack('<B', record, next)
    end
    if math.floor(more / 2) % 2 == 1 then
      entry.source, next = struct.unpack('<B', record, next)
    end
    if more >= 8 then
      entry.first = stamp
      if math.floor(more / 4) % 2 == 1 then
        entry.first, next = struct.unpack('<I5', record, next)
      end
      entry.bin, next = struct.unpack('<B', record, next)
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
      local has_first = entry.first and entry.first ~= entry.stamp
      parts[#parts + 1] = struct.pack('<BBI5', metric + 32 * kind + (entry.own_at and 128 or 0),
        (entry.trust < FULL_TRUST and 1 or 0) + (entry.source > 0 and 2 or 0) + (has_first and 4 or 0)
          + (entry.first and 8 or 0), entry.stamp)
      if entry.own_at then
        parts[#parts + 1] = struct.pack('<I5', entry.at)
      end
      if kind == 0 then
        parts[#parts + 1] = struct.pack('<d', entry.value)
      end
      if entry.trust < FULL_TRUST then
        parts[#parts + 1] = struct.pack('<B', entry.trust)
      end
      if entry.source > 0 then
        parts[#parts + 1] = struct.pack('<B', entry.source)
      end
      if has_first then
        parts[#parts + 1] = struct.pack('<I5', entry.first)
      end
      if entry.first then
        parts[#parts + 1] = struct.pack('<B', entry.bin)
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
  if entry.value ~= standing.value then
    return entry.value ~= nil and (standing.value == nil or entry.value > standing.value)
  end
  if entry.trust ~= standing.trust then
    return entry.trust > standing.trust
  end
  return entry.source > standing.source
end

local function counts_alike(entry, standing)
  return entry.value == standing.value
    and (entry.value == nil or (entry.trust == standing.trust and entry.source == standing.source))
end

-- Whether an outcome's entry comes first of those that had a value, so that its arrival is the decision's.
local function comes_first(entry, standing)
  if entry.value == nil then
    return false
  end
  if not (standing and standing.first) then
    return true
  end
  return entry.stamp < standing.first or (entry.stamp == standing.first and entry.arrival < standing.bin)
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

local arrivals = {}

local function weight(entry)
  return (entry.trust + 1) / 256
end

local function credit_source(reward, metric, entry, sign)
  if entry.source > 0 then
    add(reward.bucket, 'o:' .. entry.source .. ':' .. metric, {1, entry.value, entry.value * entry.value}, sign)
  end
end

-- Adds or takes away what a decision gives to its cell, to the products of its pattern, and to the arrivals.
local function credit(reward, entries, sign)
  if reward.is_no_evidence then
    return
  end
  local pattern, sums, standing, w = 0, {1, 1}, {}, 1
  for metric = 0, SHAPING do
    local entry = entries[metric]
    if entry and entry.value then
      pattern = pattern + 2 ^ metric
      standing[#standing + 1] = entry.value
      if metric == 0 or pattern % 2 == 0 then
        w = math.min(w, weight(entry))
      end
      credit_source(reward, metric, entry, sign)
    end
  end
  if pattern == 0 then
    return
  end
  sums[2] = w
  for i = 1, #standing do
    sums[2 + i] = w * standing[i]
  end
  local first = 1
  if pattern % 2 == 1 then
    local y, q = standing[1], w / reward.propensity
    local n = #sums
    sums[n + 1] = w * y * y
    sums[n + 2] = w * w
    sums[n + 3] = q
    sums[n + 4] = y * q
    sums[n + 5] = q * q
    sums[n + 6] = y * q * q
    sums[n + 7] = y * q * y * q
    first = 2
    arrivals[reward.bucket] = arrivals[reward.bucket] or {}
    local name = 'a:' .. reward.variant
    arrivals[reward.bucket][name] = arrivals[reward.bucket][name] or {}
    add_arrival(arrivals[reward.bucket][name], entries[0].bin, sign, sign * y)
  end
  add(reward.bucket, 'c:' .. reward.variant .. ':' .. pattern, sums, sign)
  if #standing >= first then
    local products = {1}
    for i = 1, #standing do
      for j = math.max(i, first), #standing do
        products[#products + 1] = w * standing[i] * standing[j]
      end
    end
    add(reward.bucket, 'x:' .. pattern, products, sign)
  end
end

local function count(reward, metric, entry, sign)
  if reward.is_no_evidence or not entry.value then
    return
  end
  local w = weight(entry)
  add(reward.bucket, 'm:' .. metric .. ':' .. reward.variant, {w, w * entry.value, w * entry.value * entry.value}, sign)
  credit_source(reward, metric, entry, sign)
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
    if entries[metric] then
      count(reward, metric, entries[metric], 1)
    end
  end
end

-- Read.

local rewards = {}
local asked = {}
local next = 1
while next <= #ARGV[8] do
  local bucket, chunk, offset, variant, version, metric, flags, trust, source, bin, value, propensity, at, stamp, goes
  bucket, chunk, offset, variant, version, metric, flags, trust, source, bin, value, propensity, at, stamp, goes, next =
    struct.unpack('<I2I2I4I4I4BBBI2Bddddd', ARGV[8], next)
  local function has(flag)
    return math.floor(flags / flag) % 2 == 1
  end
  local entry = {stamp = stamp, binary = has(2), trust = trust, source = numbers[source] or 0, arrival = bin}
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

-- Puts what stands from now on in the place of what stood, and moves the sums if they change by that.
local function change(reward, entries, metric, next_entry, is_change)
  if not is_change then
    entries[metric] = next_entry
  elseif metric <= SHAPING then
    credit(reward, entries, -1)
    entries[metric] = next_entry
    credit(reward, entries, 1)
  else
    if entries[metric] then
      count(reward, metric, entries[metric], -1)
    end
    entries[metric] = next_entry
    count(reward, metric, next_entry, 1)
  end
end

-- An entry as it was, with another first arrival; what stands is never changed in place, since others may look at it.
local function arrived(entry, first, bin)
  local copy = {}
  for name, value in pairs(entry) do
    copy[name] = value
  end
  copy.first, copy.bin = first, bin
  return copy
end

local results = {}
for i, reward in ipairs(rewards) do
  local state = asked[reward.chunk].states[reward.offset]
  local entries, entry, metric = state.entries, reward.entry, reward.metric
  local standing = entries[metric]
  local is_hidden = reward.awaits_exposure and not entries[EXPOSURE]
  local is_first = metric == 0 and comes_first(entry, standing)
  if metric == 0 then
    if is_first then
      entry = arrived(entry, entry.stamp, entry.arrival)
    elseif standing then
      entry = arrived(entry, standing.first, standing.bin)
    end
  end
  if reward.is_late then
    results[i] = 'l'
  elseif standing and (metric == EXPOSURE or not is_newer(entry, standing)) then
    results[i] = 'r'
    if is_first then
      change(reward, entries, metric, arrived(standing, entry.first, entry.bin), not is_hidden)
      state.is_changed = true
    end
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
      expose(reward, entries, {stamp = entry.stamp, at = entry.at, own_at = entry.own_at, value = 1, binary = true,
        trust = FULL_TRUST, source = 0})
    end
    local is_repeated = standing and counts_alike(entry, standing)
    change(reward, entries, metric, entry, is_first or not is_repeated)
    results[i] = is_repeated and 'r' or standing and 'c' or 'a'
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

for bucket, fields in pairs(arrivals) do
  for name, bins in pairs(fields) do
    local before = redis.call('HGET', KEYS[3 + bucket], name)
    if before then
      add_arrivals(bins, before)
    end
  end
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

for bucket, fields in pairs(arrivals) do
  for name, bins in pairs(fields) do
    local left = format_arrivals(bins)
    if left == '' then
      redis.call('HDEL', KEYS[3 + bucket], name)
    else
      redis.call('HSET', KEYS[3 + bucket], name, left)
    end
  end
end

for key, given in pairs(numbered) do
  for name, number in pairs(given.names) do
    redis.call('HSET', key, 's:' .. name, number)
  end
  redis.call('HSET', key, 'sources', given.count)
  touched(key)
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
