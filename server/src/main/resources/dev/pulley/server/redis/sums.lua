-- Sums, as a field of evidence: an array of numbers in MessagePack, where most take a byte or three, and none more than nine. So
-- nearly all fields stay within the 64 bytes up to which Redis keeps a hash in its short form.
--
-- What an earlier version wrote as little-endian doubles is read too: it begins with a byte 0, as the sums of a count do, and no
-- array.

local function packed(sums)
  return cmsgpack.pack(sums)
end

local function unpacked(field)
  if string.byte(field) == 0 then
    local sums = {struct.unpack('<' .. string.rep('d', #field / 8), field)}
    sums[#sums] = nil -- where it ended
    return sums
  end
  return cmsgpack.unpack(field)
end

-- Changes the first, where there is one.
local function plus(sums, added)
  if not sums then
    return added
  end
  for i = 1, #added do
    sums[i] = sums[i] + added[i]
  end
  return sums
end
