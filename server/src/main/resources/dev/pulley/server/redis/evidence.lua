-- Applies one stretch of a node's journal to a partition's evidence.
--
-- KEYS[4 ..]  evidence hashes, one for each (task, bucket); state hashes, one for each chunk of decisions; counter hashes of
--             tasks; hashes of references; then the sorted sets of the rewards that wait, one for each task
-- ARGV[5]     '<I2I2I2I2I2I2': how many of the first four there are, and of cells, and of the decisions that are rewarded
-- ARGV[6]     cells, each '<I2I4I4I4': evidence hash, decisions made, contests won and lost
-- ARGV[7]     '<I2' for each state hash: how many of the rewarded decisions are in it. They come in the order of their hashes.
-- ARGV[8]     rewarded decisions, each '<I2Bd': cell, flags (1 no evidence: what is reported on it stands, and gives nothing; 2 it is
--             evidence only when it was shown; from 4 on the group of its unit, 0 none), propensity
-- ARGV[9]     rewards in the order of the journal, each '<I2BBBI2Bddd': decision (0 where it is late), metric, flags (1 retracts,
--             2 binary, 4 at is the stamp's, 8 late: only answered, 16 waits until the decision was shown, where other rewards say
--             that it was), trust (1/256, less one), source (as they are named below; 0 none), the bin of delays that it came in,
--             value, at (ms after the decision), stamp (see below)
-- ARGV[10]    late rewards, each '<I2I4': counter hash, count
-- ARGV[11]    '<I2' each: how many of the rewards are the batch's own; then, for each reward by reference, how many follow
--             that it is credited to. What is left are rewards that a new decision found waiting, which nobody asks after.
-- ARGV[12]    now (ms)
-- ARGV[13]    decisions for units, each '<I2BI4': evidence hash, group, how many were made
-- then        for each cell <variant>.<version>
-- then        for each rewarded decision its offset in its chunk
-- then        for each state hash when it may go (ms)
-- then        how many sources are named in the batch, and for each its counter hash and its name
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
--   u                                decisions for units, of all variants, as arrivals are: in the bin of a group (1 .. 63) how many
--                                    outcomes and the sum of their values, and in the bin 64 + group how many decisions
-- all but the first as sums.lua has them. What counts nothing any more is deleted, so that no residue stays.
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
--
-- All is read and judged before anything is written, so that a script that fails leaves nothing behind.

local SHAPING = 6
local EXPOSURE = 31
local FULL_TRUST = 255
local SOURCES_MAX = 63
local STAMPS_PER_MILLI = 64
local STAMP_ZERO = 2 ^ 30
local UNIT_DECISIONS = 64

local floor, max, min = math.floor, math.max, math.min
local read, write = struct.unpack, struct.pack

local evidence_count, state_count, counter_count, reference_count, cell_count, decision_count =
  read('<I2I2I2I2I2I2', ARGV[5])
local STATES = 3 + evidence_count
local COUNTERS = STATES + state_count
local REFERENCES = COUNTERS + counter_count
local WAITING = REFERENCES + reference_count

local NAMES = 13
local OFFSETS = NAMES + cell_count
local GOES = OFFSETS + decision_count
local argument = GOES + state_count

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

local function has(flags, flag)
  return floor(flags / flag) % 2 == 1
end

-- The number of each source of the batch. Those beyond the limit share one, which has no name.
local numbers, numbered = {}, {}
for i = 1, tonumber(take()) do
  local key, name = KEYS[COUNTERS + tonumber(take())], take()
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
for i = 1, reference_count do
  local key = KEYS[REFERENCES + i]
  local version = tonumber(take())
  if tonumber(redis.call('HGET', key, 'v') or '0') ~= version then
    return {'stale'}
  end
  stored[i] = {key = key, version = version, goes = take(), set = tonumber(take()), fields = take_some(2),
    waiting = take_some(1), waiting_no_more = take_some(1)}
end

-- An entry is what a record says of one metric. It has a value where it is not retracted, at where that is its own, first and bin
-- where it is of an outcome that ever had a value.

local function at(entry)
  return entry.at or max(0, floor(entry.stamp / STAMPS_PER_MILLI) - STAMP_ZERO)
end

local function put(decision, metric, entry)
  decision.entries[metric] = entry
  if not decision.least then
    decision.least, decision.greatest = metric, metric
  elseif metric < decision.least then
    decision.least = metric
  elseif metric > decision.greatest then
    decision.greatest = metric
  end
end

local function parse(decision, record)
  local next, length = 1, #record
  while next <= length do
    local tag, more, stamp
    tag, more, stamp, next = read('<BBI5', record, next)
    local entry = {stamp = stamp, trust = FULL_TRUST, source = 0}
    if tag >= 128 then
      tag = tag - 128
      entry.at, next = read('<I5', record, next)
    end
    local kind = floor(tag / 32)
    if kind == 0 then
      entry.value, next = read('<d', record, next)
    elseif kind < 3 then
      entry.value = kind - 1
      entry.binary = true
    end
    if more > 0 then
      if has(more, 1) then
        entry.trust, next = read('<B', record, next)
      end
      if has(more, 2) then
        entry.source, next = read('<B', record, next)
      end
      if has(more, 8) then
        entry.first = stamp
        if has(more, 4) then
          entry.first, next = read('<I5', record, next)
        end
        entry.bin, next = read('<B', record, next)
      end
    end
    put(decision, tag % 32, entry)
  end
end

-- Used again for each entry.
local parts = {}

local function format_entry(metric, entry)
  local layout, n, tag, more, kind = '<BBI5', 3, metric, 0, 3
  parts[3] = entry.stamp
  if entry.at then
    tag, layout, n = tag + 128, layout .. 'I5', n + 1
    parts[n] = entry.at
  end
  if entry.binary and entry.value then
    kind = entry.value + 1
  elseif entry.value then
    kind, layout, n = 0, layout .. 'd', n + 1
    parts[n] = entry.value
  end
  if entry.trust < FULL_TRUST then
    more, layout, n = more + 1, layout .. 'B', n + 1
    parts[n] = entry.trust
  end
  if entry.source > 0 then
    more, layout, n = more + 2, layout .. 'B', n + 1
    parts[n] = entry.source
  end
  if entry.first then
    if entry.first ~= entry.stamp then
      more, layout, n = more + 4, layout .. 'I5', n + 1
      parts[n] = entry.first
    end
    more, layout, n = more + 8, layout .. 'B', n + 1
    parts[n] = entry.bin
  end
  parts[1], parts[2] = tag + 32 * kind, more
  return write(layout, unpack(parts, 1, n))
end

local function format(decision)
  local entries, least, greatest = decision.entries, decision.least, decision.greatest
  if least == greatest then
    return format_entry(least, entries[least])
  end
  local record = {}
  for metric = least, greatest do
    if entries[metric] then
      record[#record + 1] = format_entry(metric, entries[metric])
    end
  end
  return table.concat(record)
end

local function is_newer(entry, standing)
  local entry_at, standing_at = at(entry), at(standing)
  if entry_at ~= standing_at then
    return entry_at > standing_at
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
local function comes_first(entry, arrival, standing)
  if entry.value == nil then
    return false
  end
  if not (standing and standing.first) then
    return true
  end
  return entry.stamp < standing.first or (entry.stamp == standing.first and arrival < standing.bin)
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

-- What changes in each evidence hash is gathered over the whole batch: its fields, by how much each changes, and what puts such a
-- change and the field as it stands together. That gives the field as it is to be, or nil where nothing is left.

local hashes = {}
for i = 1, evidence_count do
  hashes[i] = {key = KEYS[3 + i], fields = {}, changes = {}, together = {}, sums = {}}
end

local function change(hash, field, by, together)
  local n = #hash.fields + 1
  hash.fields[n], hash.changes[n], hash.together[n] = field, by, together
  return by
end

local function sums_together(sums, standing)
  if standing then
    plus(sums, unpacked(standing))
  end
  return sums[1] ~= 0 and packed(sums) or nil
end

local function arrivals_together(bins, standing)
  if standing then
    add_arrivals(bins, standing)
  end
  return format_arrivals(bins, LAST_BIN)
end

local function units_together(bins, standing)
  if standing then
    add_arrivals(bins, standing)
  end
  return format_arrivals(bins, LAST_UNIT_BIN)
end

local function counts_together(cell, standing)
  return string.format('%.0f', cell.decisions + tonumber(standing or '0'))
end

local function sums_of(hash, field, count)
  local sums = hash.sums[field]
  if not sums then
    sums = {}
    for i = 1, count do
      sums[i] = 0
    end
    hash.sums[field] = change(hash, field, sums, sums_together)
  end
  return sums
end

local cells = {}
local next = 1
for i = 1, cell_count do
  local hash, decisions, won, lost
  hash, decisions, won, lost, next = read('<I2I4I4I4', ARGV[6], next)
  local cell = {hash = hashes[hash], name = ARGV[NAMES + i], decisions = decisions, patterns = {}}
  cells[i] = cell
  if decisions > 0 then
    change(cell.hash, 'd:' .. cell.name, cell, counts_together)
  end
  if won + lost > 0 then
    change(cell.hash, 'p:' .. cell.name, {won + lost, won}, sums_together)
  end
end

local function credit_unit(hash, bin, count, sum)
  if not hash.units then
    hash.units = change(hash, 'u', {}, units_together)
  end
  add_arrival(hash.units, bin, count, sum)
end

next = 1
while next <= #ARGV[13] do
  local hash, group, made
  hash, group, made, next = read('<I2BI4', ARGV[13], next)
  credit_unit(hashes[hash], UNIT_DECISIONS + group, made, 0)
end

local function weight(entry)
  return (entry.trust + 1) / 256
end

local function credit_source(hash, metric, entry, sign)
  local sums, value = sums_of(hash, 'o:' .. entry.source .. ':' .. metric, 3), entry.value
  sums[1] = sums[1] + sign
  sums[2] = sums[2] + sign * value
  sums[3] = sums[3] + sign * value * value
end

local function credit_arrival(cell, bin, sign, value)
  local bins = cell.arrivals
  if not bins then
    bins = change(cell.hash, 'a:' .. cell.name, {}, arrivals_together)
    cell.arrivals = bins
  end
  add_arrival(bins, bin, sign, sign * value)
end

-- Those that stand on a decision; used again for each.
local values = {}

local function credit_products(hash, pattern, first, count, w, sign)
  local proxies = count - first + 1
  local sums = sums_of(hash, 'x:' .. pattern, 1 + proxies * (proxies + 1) / 2 + (first - 1) * proxies)
  sums[1] = sums[1] + sign
  local n = 1
  for i = 1, count do
    local weighted = sign * w * values[i]
    for j = max(i, first), count do
      n = n + 1
      sums[n] = sums[n] + weighted * values[j]
    end
  end
end

-- Adds or takes away what a decision gives to its cell, to the products of its pattern, and to the arrivals.
local function credit(decision, sign)
  if decision.is_no_evidence or not decision.least then
    return
  end
  local cell, entries = decision.cell, decision.entries
  local pattern, count, w = 0, 0, 1
  for metric = decision.least, min(decision.greatest, SHAPING) do
    local entry = entries[metric]
    if entry and entry.value then
      pattern = pattern + 2 ^ metric
      count = count + 1
      values[count] = entry.value
      if metric == 0 or pattern % 2 == 0 then
        w = min(w, weight(entry))
      end
      if entry.source > 0 then
        credit_source(cell.hash, metric, entry, sign)
      end
    end
  end
  if pattern == 0 then
    return
  end
  local has_outcome = pattern % 2 == 1
  local sums = cell.patterns[pattern]
  if not sums then
    sums = sums_of(cell.hash, 'c:' .. cell.name .. ':' .. pattern, 2 + count + (has_outcome and 7 or 0))
    cell.patterns[pattern] = sums
  end
  local weighted = sign * w
  sums[1] = sums[1] + sign
  sums[2] = sums[2] + weighted
  for i = 1, count do
    sums[2 + i] = sums[2 + i] + weighted * values[i]
  end
  if has_outcome then
    local n, y, q = 2 + count, values[1], w / decision.propensity
    local y_q = y * q
    sums[n + 1] = sums[n + 1] + weighted * y * y
    sums[n + 2] = sums[n + 2] + weighted * w
    sums[n + 3] = sums[n + 3] + sign * q
    sums[n + 4] = sums[n + 4] + sign * y_q
    sums[n + 5] = sums[n + 5] + sign * q * q
    sums[n + 6] = sums[n + 6] + sign * y_q * q
    sums[n + 7] = sums[n + 7] + sign * y_q * y_q
    credit_arrival(cell, entries[0].bin, sign, y)
    if decision.group > 0 then
      credit_unit(cell.hash, decision.group, sign, sign * y)
    end
  end
  local first = has_outcome and 2 or 1
  if count >= first then
    credit_products(cell.hash, pattern, first, count, w, sign)
  end
end

-- The same of a metric that is in no pattern.
local function count(decision, metric, sign)
  local entry = decision.entries[metric]
  if decision.is_no_evidence or not (entry and entry.value) then
    return
  end
  local cell, value, weighted = decision.cell, entry.value, sign * weight(entry)
  local sums = sums_of(cell.hash, 'm:' .. metric .. ':' .. cell.name, 3)
  sums[1] = sums[1] + weighted
  sums[2] = sums[2] + weighted * value
  sums[3] = sums[3] + weighted * value * value
  if entry.source > 0 then
    credit_source(cell.hash, metric, entry, sign)
  end
end

-- Read.

local decisions = {}
next = 1
for i = 1, decision_count do
  local cell, flags, propensity
  cell, flags, propensity, next = read('<I2Bd', ARGV[8], next)
  decisions[i] = {cell = cells[cell], propensity = propensity, is_no_evidence = has(flags, 1), awaits_exposure = has(flags, 2),
    group = floor(flags / 4), entries = {}}
end

-- What is known of the decisions of each chunk already.
local chunks = {}
local before = 0
for i = 1, state_count do
  local size = read('<I2', ARGV[7], 2 * i - 1)
  local chunk = {key = KEYS[STATES + i], first = before + 1, last = before + size, goes = ARGV[GOES + i], is_new = true}
  local records = call_with_all('HMGET', chunk.key, ARGV, OFFSETS + chunk.first, OFFSETS + chunk.last)
  for j = 1, size do
    if records[j] then
      parse(decisions[before + j], records[j])
      chunk.is_new = false
    end
  end
  chunks[i] = chunk
  before = chunk.last
end

-- Judge.

-- From now on the decision counts, and all that stands on it.
local function expose(decision, entry)
  put(decision, EXPOSURE, entry)
  if not decision.is_no_evidence then
    local cell = decision.cell
    if cell.decisions == 0 then
      change(cell.hash, 'd:' .. cell.name, cell, counts_together)
    end
    cell.decisions = cell.decisions + 1
    if decision.group > 0 then
      credit_unit(cell.hash, UNIT_DECISIONS + decision.group, 1, 0)
    end
  end
  credit(decision, 1)
  for metric = SHAPING + 1, EXPOSURE - 1 do
    count(decision, metric, 1)
  end
end

-- Puts what stands from now on in the place of what stood, and moves the sums by that.
local function replace(decision, metric, entry)
  if metric <= SHAPING then
    credit(decision, -1)
    put(decision, metric, entry)
    credit(decision, 1)
  else
    count(decision, metric, -1)
    put(decision, metric, entry)
    count(decision, metric, 1)
  end
end

local function judge(decision, metric, entry, arrival, waits_for_exposure)
  local standing = decision.entries[metric]
  local is_hidden = decision.awaits_exposure and not decision.entries[EXPOSURE]
  local is_first = metric == 0 and comes_first(entry, arrival, standing)
  if is_first then
    entry.first, entry.bin = entry.stamp, arrival
  elseif standing then
    entry.first, entry.bin = standing.first, standing.bin
  end
  if standing and (metric == EXPOSURE or not is_newer(entry, standing)) then
    if is_first then
      local earlier = arrived(standing, entry.first, entry.bin)
      if is_hidden then
        put(decision, metric, earlier)
      else
        replace(decision, metric, earlier)
      end
      decision.is_changed = true
    end
    return 'r'
  end
  decision.is_changed = true
  if metric == EXPOSURE then
    expose(decision, entry)
    return 'a'
  end
  if is_hidden and waits_for_exposure then
    put(decision, metric, entry)
    return 'w'
  end
  if is_hidden then
    expose(decision, {stamp = entry.stamp, at = entry.at, value = 1, binary = true, trust = FULL_TRUST, source = 0})
  end
  local is_repeated = standing and counts_alike(entry, standing)
  if is_repeated and not is_first then
    put(decision, metric, entry)
  else
    replace(decision, metric, entry)
  end
  return is_repeated and 'r' or standing and 'c' or 'a'
end

local results = {}
next = 1
local length = #ARGV[9]
while next <= length do
  local decision, metric, flags, trust, source, bin, value, own_at, stamp
  decision, metric, flags, trust, source, bin, value, own_at, stamp, next = read('<I2BBBI2Bddd', ARGV[9], next)
  local waits_for_exposure, is_late, is_binary = false, false, false
  if flags >= 16 then
    waits_for_exposure, flags = true, flags - 16
  end
  if flags >= 8 then
    is_late, flags = true, flags - 8
  end
  if flags >= 4 then
    own_at, flags = nil, flags - 4
  end
  if flags >= 2 then
    is_binary, flags = true, flags - 2
  end
  if flags == 1 then
    value = nil
  end
  local result = 'l'
  if not is_late then
    local entry = {stamp = stamp, at = own_at, value = value, binary = is_binary, trust = trust, source = numbers[source] or 0,
      first = nil, bin = nil}
    result = judge(decisions[decision], metric, entry, bin, waits_for_exposure)
  end
  results[#results + 1] = result
end

for _, hash in ipairs(hashes) do
  local standing = call_with_all('HMGET', hash.key, hash.fields, 1, #hash.fields)
  hash.set, hash.gone = {}, {}
  for i, field in ipairs(hash.fields) do
    local now = hash.together[i](hash.changes[i], standing[i])
    if now then
      hash.set[#hash.set + 1] = field
      hash.set[#hash.set + 1] = now
    elseif standing[i] then
      hash.gone[#hash.gone + 1] = field
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

for _, hash in ipairs(hashes) do
  call_with_all('HDEL', hash.key, hash.gone, 1, #hash.gone)
  call_with_all('HSET', hash.key, hash.set, 1, #hash.set)
  if #hash.fields > 0 then
    touched(hash.key)
  end
end

for key, given in pairs(numbered) do
  for name, number in pairs(given.names) do
    redis.call('HSET', key, 's:' .. name, number)
  end
  redis.call('HSET', key, 'sources', given.count)
  touched(key)
end

for _, chunk in ipairs(chunks) do
  local set = {}
  for i = chunk.first, chunk.last do
    if decisions[i].is_changed then
      set[#set + 1] = ARGV[OFFSETS + i]
      set[#set + 1] = format(decisions[i])
    end
  end
  if #set > 0 then
    call_with_all('HSET', chunk.key, set, 1, #set)
    if chunk.is_new then
      redis.call('PEXPIREAT', chunk.key, chunk.goes)
    end
  end
end

next = 1
while next <= #ARGV[10] do
  local counters, late
  counters, late, next = read('<I2I4', ARGV[10], next)
  redis.call('HINCRBY', KEYS[COUNTERS + counters], 'late', late)
  touched(KEYS[COUNTERS + counters])
end

for _, reference in ipairs(stored) do
  redis.call('HSET', reference.key, 'v', string.format('%d', reference.version + 1))
  for i = 1, #reference.fields, 2 do
    redis.call('HSET', reference.key, reference.fields[i], reference.fields[i + 1])
  end
  redis.call('PEXPIREAT', reference.key, reference.goes)
  local set = KEYS[WAITING + reference.set]
  if #reference.waiting + #reference.waiting_no_more > 0 then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', ARGV[12])
    for _, waiting in ipairs(reference.waiting) do
      redis.call('ZADD', set, reference.goes, waiting)
    end
    for _, waiting in ipairs(reference.waiting_no_more) do
      redis.call('ZREM', set, waiting)
    end
    touched(set)
  end
end

local own, place = read('<I2', ARGV[11])
local answer = {table.concat(results, '', 1, own)}
while place <= #ARGV[11] do
  local credits
  credits, place = read('<I2', ARGV[11], place)
  answer[#answer + 1] = '(' .. table.concat(results, '', own + 1, own + credits) .. ')'
  own = own + credits
end
return applied(table.concat(answer), members)
