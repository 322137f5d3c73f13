package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	fiFreeze = 0xC0045877
	fiThaw   = 0xC0045878
)

func (d *driver) makeDirectories() error {
	for _, kind := range []string{"vol", "snap", "mnt", "copy"} {
		if err := os.MkdirAll(filepath.Join(d.state, kind), 0o700); err != nil {
			return err
		}
	}
	return nil
}

func (d *driver) image(volume string) string      { return filepath.Join(d.state, "vol", volume+".img") }
func (d *driver) mountPoint(volume string) string { return filepath.Join(d.state, "mnt", volume) }
func (d *driver) snapshotImage(id string) string  { return filepath.Join(d.state, "snap", id+".img") }
func (d *driver) snapshotRecord(id string) string { return filepath.Join(d.state, "snap", id+".json") }
func (d *driver) copyMountPoint(id string) string { return filepath.Join(d.state, "copy", id) }

func valid(id string) error {
	if id == "" || strings.ContainsAny(id, "/\x00") || id == "." || id == ".." {
		return status.Errorf(codes.InvalidArgument, "bad id %q", id)
	}
	return nil
}

// internal keeps an error that has a code.
func internal(err error) error {
	if _, ok := status.FromError(err); ok {
		return err
	}
	return status.Error(codes.Internal, err.Error())
}

// locks lets one operation at a time work on a volume or a snapshot.
type locks struct{ byName sync.Map }

func (l *locks) lock(name string) (unlock func()) {
	m, _ := l.byName.LoadOrStore(name, &sync.Mutex{})
	m.(*sync.Mutex).Lock()
	return m.(*sync.Mutex).Unlock
}

func run(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// ended tells whether a program has ended with at most this exit code.
func ended(err error, code int) bool {
	var x *exec.ExitError
	return err == nil || errors.As(err, &x) && x.ExitCode() <= code
}

// devices are the mounted ones by mount point.
func devices() map[string]string {
	b, _ := os.ReadFile("/proc/self/mounts")
	found := map[string]string{}
	for _, l := range strings.Split(string(b), "\n") {
		if f := strings.Fields(l); len(f) > 1 {
			found[f[1]] = f[0]
		}
	}
	return found
}

func mounted(path string) bool { return devices()[path] != "" }

// users counts the mount points of the device that is mounted at path.
func users(path string) int {
	n, all := 0, devices()
	for _, device := range all {
		if device == all[path] {
			n++
		}
	}
	return n
}

func mountImage(image, at string) error {
	if err := os.MkdirAll(at, 0o755); err != nil || mounted(at) {
		return err
	}
	return run("mount", "-o", "loop", image, at)
}

func unmount(at string) error {
	if mounted(at) {
		if err := run("umount", at); err != nil {
			return err
		}
	}
	if err := os.Remove(at); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func format(image string, size int64) error {
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		return err
	}
	if err := os.Truncate(image, size); err != nil {
		return err
	}
	return run("mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=1,lazy_journal_init=1", "-m", "0", image)
}

func copyImage(from, to string) error { return run("cp", "--sparse=always", from, to) }

// whileFrozen works while the file system at path is neither changed nor has anything left to write.
func whileFrozen(path string, work func() error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.IoctlSetInt(int(f.Fd()), fiFreeze, 0); err != nil {
		return fmt.Errorf("freeze: %w", err)
	}
	defer unix.IoctlSetInt(int(f.Fd()), fiThaw, 0)
	return work()
}
