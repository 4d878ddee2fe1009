package dev.pulley.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventCodecTest {
    @Provide
    Arbitrary<Event> events() {
        return Events.any();
    }

    @Property(seed = "1", tries = 2_000)
    void decode_ofAnEncodedEvent_isThatEvent(@ForAll("events") Event event) {
        ByteBuffer bytes = ByteBuffer.allocate(EventCodec.sizeAtMost(event));
        EventCodec.encode(event, bytes);
        bytes.flip();
        assertThat(EventCodec.decode(bytes)).isEqualTo(event);
        assertThat(bytes.hasRemaining()).as("read to its end").isFalse();
    }

    @Property(seed = "2", tries = 500)
    void partition_isTheSameAfterADecode(@ForAll("events") Event event) {
        ByteBuffer bytes = ByteBuffer.allocate(EventCodec.sizeAtMost(event));
        EventCodec.encode(event, bytes);
        assertThat(EventCodec.decode(bytes.flip()).partition()).isEqualTo(event.partition());
    }

    @Example
    void decode_ofATypeThatIsNotKnown_throws() {
        for (int type : new int[] {0, 15, 77, 255}) {
            assertThatThrownBy(() -> EventCodec.decode(ByteBuffer.wrap(new byte[] {(byte) type, 1, 2, 3})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("type");
        }
    }
}
