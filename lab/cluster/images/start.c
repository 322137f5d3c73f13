/* How questdb/questdb starts: root gives the data to the user questdb and goes on as that user; any other user stays. */
#define _XOPEN_SOURCE 500
#define _DEFAULT_SOURCE
#include <ftw.h>
#include <grp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { QUESTDB = 10001 };

/* What cannot be given, for example a mounted Secret, is left alone. */
static int give(const char *path, const struct stat *s, int type, struct FTW *at) {
  (void)type, (void)at;
  if ((s->st_uid != QUESTDB || s->st_gid != QUESTDB) && lchown(path, QUESTDB, QUESTDB)) perror(path);
  return 0;
}

int main(int argc, char **argv) {
  const char *data[] = {"conf", "public", "db", ".checkpoint", "snapshot"};
  if (argc < 2) return 64;
  if (geteuid() == 0) {
    struct stat s;
    if (chdir("/var/lib/questdb") || stat(".", &s)) return perror("/var/lib/questdb"), 1;
    give(".", &s, 0, 0);
    for (unsigned i = 0; i < sizeof data / sizeof *data; i++) nftw(data[i], give, 32, FTW_PHYS);
    gid_t group = QUESTDB;
    if (setgroups(1, &group) || setgid(QUESTDB) || setuid(QUESTDB)) return perror("questdb"), 1;
  }
  execv(argv[1], argv + 1);
  return perror(argv[1]), 127;
}
