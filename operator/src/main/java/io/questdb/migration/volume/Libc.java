package io.questdb.migration.volume;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/**
 * The Linux calls that Java does not have. {@code FileChannel.lock} is a POSIX lock, which does not
 * see the {@code flock} of the server.
 */
final class Libc {
  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;
  static final int LOCK_EX = 2;
  static final int EINTR = 4;
  static final int ENOENT = 2;
  static final int EACCES = 13;

  static {
    Native.register("c");
  }

  private Libc() {}

  static native int open(String path, int flags) throws LastErrorException;

  static native int flock(int fd, int operation) throws LastErrorException;

  static native int syncfs(int fd) throws LastErrorException;
}
