package dev.pulley.server.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes decisions as tokens, and reads those that it can vouch for.
 *
 * <p>A token is base64url without padding over
 *
 * <pre>
 * format (1 byte) | key id (1) | flags (1) | width code (1) | tenant, task, variant, version, revision (varints)
 * | propensity (8, IEEE double) | time (6, ms) | node (6) | epoch, counter, chunk, offset (varints) | seal (16)
 * </pre>
 *
 * big-endian; flag 1 says that the decision is no evidence, 2 that it is only when it was shown; the other six bits are the group of its unit.
 * The seal is HMAC-SHA-256 over all that stands before it, cut to 128 bits, under a key of the tenant's own,
 * which is HMAC-SHA-256 of the tenant's id under the key that the token names; where two keys have the same id, both are tried. A token is signed, not secret: whoever
 * holds one may read it. Bytes after the offset and before the seal are for later formats; this one refuses them.
 *
 * <p>Not thread-safe: one to a thread.
 */
public final class TokenSealer {
    /** No token that anyone may send us is longer. */
    public static final int TOKEN_LENGTH_MAX = 255;

    private static final byte FORMAT = 1;
    private static final int SEAL_BYTES = 16;
    private static final int TOKEN_BYTES_MAX = 160;
    /** Characters that hold the first two bytes. */
    private static final int HEAD_LENGTH = 4;

    private static final int MACS_CACHED_MAX = 1_000;
    private static final String ALGORITHM = "HmacSHA256";

    private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder FROM_TEXT = Base64.getUrlDecoder();

    private final SealSource source;
    private SealKeys keys;
    /** In the order of the keys, so that the first one's key seals. */
    private List<Slot> slots = List.of();

    private int macsCached;
    private final byte[] bytes = new byte[TOKEN_BYTES_MAX];
    private int end;
    private final byte[] @Nullable [] wholes = new byte[TOKEN_BYTES_MAX + 1][];
    private final byte[] text = new byte[TOKEN_LENGTH_MAX];

    /** A key with what is made of it for each tenant. */
    private record Slot(SealKey key, Map<Integer, Mac> macs) {}

    public TokenSealer(SealSource source) {
        this.source = source;
        this.keys = source.current();
        adopt(keys);
    }

    @SuppressWarnings("ReferenceEquality") // another object means that something changed, the same that nothing did
    private List<Slot> slots() {
        SealKeys now = source.current();
        if (now != keys) {
            adopt(now);
        }
        return slots;
    }

    private void adopt(SealKeys now) {
        keys = now;
        slots = now.all().map(key -> new Slot(key, new HashMap<>())).toList();
        macsCached = 0;
    }

    @SuppressWarnings("deprecation") // the one way to make a text of a part of an array without another array
    public String seal(Decision decision) {
        return new String(text, 0, 0, sealToText(decision));
    }

    /** Writes the token's characters; returns how many there are. */
    private int sealToText(Decision decision) {
        Place place = decision.place();
        Slot sealing = slots().getFirst();
        end = 0;
        put(FORMAT);
        put(sealing.key().id());
        put(decision.flags());
        put(decision.widthCode());
        putVarint(decision.tenant());
        putVarint(decision.task());
        putVarint(decision.variant());
        putVarint(decision.version());
        putVarint(decision.revision());
        putFixed(Double.doubleToRawLongBits(decision.propensity()), 8);
        putFixed(decision.atMillis(), 6);
        putFixed(place.node(), 6);
        putVarint(place.epoch());
        putVarint(place.counter());
        putVarint(place.chunk());
        putVarint(place.offset());
        byte[] seal = macOf(sealing, decision.tenant(), end);
        int length = end + SEAL_BYTES;
        byte[] whole = wholeOf(length);
        System.arraycopy(bytes, 0, whole, 0, end);
        System.arraycopy(seal, 0, whole, end, SEAL_BYTES);
        return TO_TEXT.encode(whole, text);
    }

    /** The encoder takes whole arrays only, and tokens have few lengths: one array for each is used again and again. */
    private byte[] wholeOf(int length) {
        byte[] known = wholes[length];
        if (known == null) {
            known = new byte[length];
            wholes[length] = known;
        }
        return known;
    }

    /** The decision that the token stands for; nothing, if we did not make it for this tenant. */
    public Optional<Decision> open(int tenant, String token) {
        if (token.isEmpty() || token.length() > TOKEN_LENGTH_MAX) {
            return Optional.empty();
        }
        byte[] whole;
        try {
            whole = FROM_TEXT.decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // A decoder takes several texts for the same bytes; only the one that we write is a token.
        boolean ours = whole.length > SEAL_BYTES
                && whole.length <= TOKEN_BYTES_MAX
                && TO_TEXT.encodeToString(whole).equals(token);
        return ours ? open(tenant, whole) : Optional.empty();
    }

    /** Whether the token names a key that is not known here, which may be one that was made just now. */
    public boolean isOfUnknownKey(String token) {
        if (token.length() < HEAD_LENGTH || token.length() > TOKEN_LENGTH_MAX) {
            return false;
        }
        try {
            byte[] head = FROM_TEXT.decode(token.substring(0, HEAD_LENGTH));
            return head.length > 1
                    && head[0] == FORMAT
                    && slots().stream().noneMatch(slot -> slot.key.id() == (head[1] & 0xff));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Looks whether there are other keys than those that are known. */
    public CompletionStage<?> look() {
        return source.look();
    }

    private boolean isSealed(int tenant, byte[] whole, int sealAt) {
        if (sealAt <= 1 || whole[0] != FORMAT) {
            return false;
        }
        System.arraycopy(whole, 0, bytes, 0, sealAt);
        byte[] claimed = Arrays.copyOfRange(whole, sealAt, whole.length);
        for (Slot slot : slots()) {
            if (slot.key.id() == (whole[1] & 0xff)
                    && MessageDigest.isEqual(Arrays.copyOf(macOf(slot, tenant, sealAt), SEAL_BYTES), claimed)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Decision> open(int tenant, byte[] whole) {
        int sealAt = whole.length - SEAL_BYTES;
        if (!isSealed(tenant, whole, sealAt)) {
            return Optional.empty();
        }
        Fields fields = new Fields(whole, 2, sealAt);
        int flags = (int) fields.fixed(1);
        int widthCode = (int) fields.fixed(1);
        int tokenTenant = (int) fields.varint();
        int task = (int) fields.varint();
        int variant = (int) fields.varint();
        int version = (int) fields.varint();
        long revision = fields.varint();
        double propensity = Double.longBitsToDouble(fields.fixed(8));
        long atMillis = fields.fixed(6);
        long node = fields.fixed(6);
        Place place =
                new Place(node, (int) fields.varint(), fields.varint(), (int) fields.varint(), (int) fields.varint());
        if (!fields.atEnd() || tokenTenant != tenant) {
            return Optional.empty();
        }
        return Optional.of(new Decision(
                tokenTenant,
                task,
                variant,
                version,
                revision,
                propensity,
                atMillis,
                widthCode,
                (flags & Decision.NO_EVIDENCE) == 0,
                (flags & Decision.AWAITS_EXPOSURE) != 0,
                flags >>> Decision.UNIT_GROUP_SHIFT,
                place));
    }

    private byte[] macOf(Slot slot, int tenant, int length) {
        Mac mac = slot.macs.get(tenant);
        if (mac == null) {
            if (macsCached == MACS_CACHED_MAX) {
                slots.forEach(each -> each.macs.clear());
                macsCached = 0;
            }
            mac = tenantMac(slot.key, tenant);
            slot.macs.put(tenant, mac);
            macsCached++;
        }
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }

    private static Mac tenantMac(SealKey key, int tenant) {
        try {
            Mac root = Mac.getInstance(ALGORITHM);
            root.init(new SecretKeySpec(key.secret(), ALGORITHM));
            byte[] tenantSecret = root.doFinal(("pulley tenant " + tenant).getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(tenantSecret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private void put(int octet) {
        bytes[end++] = (byte) octet;
    }

    private void putFixed(long value, int length) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            put((int) (value >>> shift));
        }
    }

    private void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    /** Reads what was sealed, so it is well-formed unless a later format wrote it. */
    private static final class Fields {
        private final byte[] bytes;
        private final int end;
        private int next;
        private boolean overrun;

        Fields(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.next = start;
            this.end = end;
        }

        long fixed(int length) {
            long value = 0;
            for (int i = 0; i < length; i++) {
                value = (value << 8) | octet();
            }
            return value;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int octet = octet();
                value |= (long) (octet & 0x7f) << shift;
                if (octet < 0x80) {
                    break;
                }
            }
            return value;
        }

        boolean atEnd() {
            return next == end && !overrun;
        }

        private int octet() {
            if (next == end) {
                overrun = true;
                return 0;
            }
            return bytes[next++] & 0xff;
        }
    }
}
