package dev.pulley.server.pages;

/**
 * A file as it is sent.
 *
 * @param type its content type
 * @param zipped the same bytes by gzip
 */
@SuppressWarnings("ArrayRecordComponent") // written to sockets; nobody changes it
public record PageFile(String type, byte[] bytes, byte[] zipped) {}
