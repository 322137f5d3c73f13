package io.questdb.migration.lab.node;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.List;
import java.util.stream.Stream;

/** Stops processes in their tracks and lets them go on: what an atomic snapshot looks like. */
final class Signals {
  private interface Libc extends Library {
    Libc INSTANCE = Native.load("c", Libc.class);

    int kill(int pid, int signal);
  }

  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  private Signals() {}

  static void stop(List<Process> processes) {
    withDescendants(processes).forEach(pid -> Libc.INSTANCE.kill(pid, SIGSTOP));
  }

  static void resume(List<Process> processes) {
    withDescendants(processes).forEach(pid -> Libc.INSTANCE.kill(pid, SIGCONT));
  }

  private static List<Integer> withDescendants(List<Process> processes) {
    return processes.stream()
        .filter(Process::isAlive)
        .map(Process::toHandle)
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> (int) process.pid())
        .toList();
  }
}
