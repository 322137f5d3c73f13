/**
 * The sub-commands that run beside the data, in temporary pods: {@code volume <command>
 * --key=value…}. They answer with at most 2 KiB of JSON in the termination message: names, hashes
 * and numbers, never content of a file. Jackson and JNA only, so that they start fast and small.
 */
package io.questdb.migration.volume;
