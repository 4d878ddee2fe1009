package dev.pulley.server.privateredis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BundledRedisTest {
    @ParameterizedTest
    @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, x86_64", "Mac OS X, aarch64"})
    void name_isInTheJar(String system, String processor) {
        String name = BundledRedis.name(system, processor).orElseThrow();

        assertThat(BundledRedis.class.getClassLoader().getResource(name)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64", "FreeBSD, amd64"})
    void name_ofASystemWithoutOne_isAbsent(String system, String processor) {
        assertThat(BundledRedis.name(system, processor)).isEmpty();
    }

    @Test
    void extract_aSecondTime_keepsTheCopy(@TempDir Path data) throws Exception {
        RedisFolder folder = RedisFolder.open(data);
        Path program = BundledRedis.extract(folder).orElseThrow();
        Files.setLastModifiedTime(program, FileTime.fromMillis(0));

        assertThat(BundledRedis.extract(folder)).contains(program);
        assertThat(Files.getLastModifiedTime(program)).isEqualTo(FileTime.fromMillis(0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(program)))
                .isEqualTo("rwx------");
    }

    @Test
    void extract_overACopyThatWasCutOff_makesItWhole(@TempDir Path data) throws Exception {
        RedisFolder folder = RedisFolder.open(data);
        Path program = BundledRedis.extract(folder).orElseThrow();
        long size = Files.size(program);
        Files.writeString(program, "cut off");

        assertThat(BundledRedis.extract(folder)).contains(program);
        assertThat(Files.size(program)).isEqualTo(size);
    }
}
