// Command driver is a small CSI driver for tests on one machine.
//
// A volume is a sparse ext4 image on a loop device, so a snapshot is a real point-in-time cut: the file system is
// frozen (FIFREEZE), the image is copied, the file system is thawed. The driver registers itself with the kubelet.
//
// VolumeSnapshotClass parameters imitate slower drivers:
//
//	readyAfter: 20s   readyToUse stays false this long after the cut (cut-then-upload, like EBS)
//	cutDelay:   5s    the RPC takes this much longer before it cuts
//	failCut:    "x"   CreateSnapshot fails with this message
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

const (
	driverName  = "csi.lab.questdb.io"
	defaultSize = 1 << 30
	fiFreeze    = 0xC0045877
	fiThaw      = 0xC0045878
)

type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	csi.UnimplementedNodeServer
	state, node string
	mu          sync.Mutex // one volume operation at a time
}

type snapshot struct {
	ID, Source string
	Size       int64
	Created    time.Time
	Ready      time.Time
}

func (d *driver) path(kind, id, ext string) string { return filepath.Join(d.state, kind, id+ext) }

func valid(id string) error {
	if id == "" || strings.ContainsAny(id, "/\x00") || id == "." || id == ".." {
		return status.Errorf(codes.InvalidArgument, "bad id %q", id)
	}
	return nil
}

func run(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %v: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

func mounted(path string) bool {
	b, err := os.ReadFile("/proc/self/mounts")
	return err == nil && strings.Contains(string(b), " "+path+" ")
}

// ---- identity ----

func (d *driver) GetPluginInfo(context.Context, *csi.GetPluginInfoRequest) (*csi.GetPluginInfoResponse, error) {
	return &csi.GetPluginInfoResponse{Name: driverName, VendorVersion: "1"}, nil
}

func (d *driver) GetPluginCapabilities(context.Context, *csi.GetPluginCapabilitiesRequest) (*csi.GetPluginCapabilitiesResponse, error) {
	return &csi.GetPluginCapabilitiesResponse{Capabilities: []*csi.PluginCapability{{Type: &csi.PluginCapability_Service_{
		Service: &csi.PluginCapability_Service{Type: csi.PluginCapability_Service_CONTROLLER_SERVICE}}}}}, nil
}

func (d *driver) Probe(context.Context, *csi.ProbeRequest) (*csi.ProbeResponse, error) {
	return &csi.ProbeResponse{Ready: wrapperspb.Bool(true)}, nil
}

// ---- controller ----

func (d *driver) ControllerGetCapabilities(context.Context, *csi.ControllerGetCapabilitiesRequest) (*csi.ControllerGetCapabilitiesResponse, error) {
	r := &csi.ControllerGetCapabilitiesResponse{}
	for _, t := range []csi.ControllerServiceCapability_RPC_Type{
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_VOLUME,
		csi.ControllerServiceCapability_RPC_CREATE_DELETE_SNAPSHOT,
		csi.ControllerServiceCapability_RPC_LIST_SNAPSHOTS,
	} {
		r.Capabilities = append(r.Capabilities, &csi.ControllerServiceCapability{Type: &csi.ControllerServiceCapability_Rpc{
			Rpc: &csi.ControllerServiceCapability_RPC{Type: t}}})
	}
	return r, nil
}

func (d *driver) ValidateVolumeCapabilities(_ context.Context, r *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	return &csi.ValidateVolumeCapabilitiesResponse{Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{
		VolumeCapabilities: r.VolumeCapabilities}}, nil
}

func (d *driver) CreateVolume(_ context.Context, r *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := r.GetName()
	if err := valid(id); err != nil {
		return nil, err
	}
	for _, c := range r.VolumeCapabilities {
		if c.GetBlock() != nil {
			return nil, status.Error(codes.InvalidArgument, "raw block volumes are not supported")
		}
	}
	size := r.GetCapacityRange().GetRequiredBytes()
	if size == 0 {
		size = defaultSize
	}
	img := d.path("vol", id, ".img")
	if fi, err := os.Stat(img); err == nil {
		if fi.Size() != size {
			return nil, status.Error(codes.AlreadyExists, "volume exists with another size")
		}
	} else {
		tmp := img + ".tmp"
		os.Remove(tmp)
		var err error
		if s := r.GetVolumeContentSource().GetSnapshot(); s != nil {
			snap, e := d.loadSnapshot(s.SnapshotId)
			if e != nil {
				return nil, status.Errorf(codes.NotFound, "snapshot %s: %v", s.SnapshotId, e)
			}
			if time.Now().Before(snap.Ready) {
				return nil, status.Error(codes.Unavailable, "snapshot is not ready to use")
			}
			if size < snap.Size {
				return nil, status.Errorf(codes.OutOfRange, "volume of %d bytes is smaller than the snapshot (%d)", size, snap.Size)
			}
			if err = run("cp", "--sparse=always", d.path("snap", snap.ID, ".img"), tmp); err == nil {
				err = os.Truncate(tmp, size)
			}
			if err == nil {
				// replays the journal and, if asked for, grows the file system
				if e := exec.Command("e2fsck", "-fy", tmp).Run(); e != nil {
					var x *exec.ExitError
					if !errors.As(e, &x) || x.ExitCode() > 2 {
						err = fmt.Errorf("e2fsck: %v", e)
					}
				}
			}
			if err == nil && size > snap.Size {
				err = run("resize2fs", tmp)
			}
		} else if r.GetVolumeContentSource() != nil {
			return nil, status.Error(codes.InvalidArgument, "only snapshots can be a source")
		} else {
			if err = os.WriteFile(tmp, nil, 0o600); err == nil {
				err = os.Truncate(tmp, size)
			}
			if err == nil {
				err = run("mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=1,lazy_journal_init=1", "-m", "0", tmp)
			}
		}
		if err == nil {
			err = os.Rename(tmp, img)
		}
		if err != nil {
			return nil, status.Error(codes.Internal, err.Error())
		}
	}
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{VolumeId: id, CapacityBytes: size, ContentSource: r.VolumeContentSource}}, nil
}

func (d *driver) DeleteVolume(_ context.Context, r *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := valid(r.VolumeId); err != nil {
		return nil, err
	}
	if mounted(d.path("mnt", r.VolumeId, "")) {
		return nil, status.Error(codes.FailedPrecondition, "volume is in use")
	}
	if err := os.Remove(d.path("vol", r.VolumeId, ".img")); err != nil && !os.IsNotExist(err) {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.DeleteVolumeResponse{}, nil
}

func (d *driver) loadSnapshot(id string) (*snapshot, error) {
	if err := valid(id); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(d.path("snap", id, ".json"))
	if err != nil {
		return nil, err
	}
	s := &snapshot{}
	return s, json.Unmarshal(b, s)
}

func (s *snapshot) proto() *csi.Snapshot {
	return &csi.Snapshot{SnapshotId: s.ID, SourceVolumeId: s.Source, SizeBytes: s.Size,
		CreationTime: timestamppb.New(s.Created), ReadyToUse: !time.Now().Before(s.Ready)}
}

func (d *driver) CreateSnapshot(ctx context.Context, r *csi.CreateSnapshotRequest) (*csi.CreateSnapshotResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := valid(r.Name); err != nil {
		return nil, err
	}
	if s, err := d.loadSnapshot(r.Name); err == nil {
		if s.Source != r.SourceVolumeId {
			return nil, status.Error(codes.AlreadyExists, "snapshot exists with another source")
		}
		return &csi.CreateSnapshotResponse{Snapshot: s.proto()}, nil
	}
	if m := r.Parameters["failCut"]; m != "" {
		return nil, status.Error(codes.Internal, m)
	}
	var wait [2]time.Duration
	for i, k := range []string{"cutDelay", "readyAfter"} {
		if v := r.Parameters[k]; v != "" {
			var err error
			if wait[i], err = time.ParseDuration(v); err != nil {
				return nil, status.Errorf(codes.InvalidArgument, "%s: %v", k, err)
			}
		}
	}
	select {
	case <-time.After(wait[0]):
	case <-ctx.Done():
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	img := d.path("vol", r.SourceVolumeId, ".img")
	fi, err := os.Stat(img)
	if err != nil {
		return nil, status.Errorf(codes.NotFound, "volume %s: %v", r.SourceVolumeId, err)
	}
	begin := time.Now()
	if err := d.cut(r.SourceVolumeId, img, d.path("snap", r.Name, ".img")); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	log.Printf("cut %s of %s in %v", r.Name, r.SourceVolumeId, time.Since(begin))
	s := &snapshot{ID: r.Name, Source: r.SourceVolumeId, Size: fi.Size(), Created: begin, Ready: time.Now().Add(wait[1])}
	b, _ := json.Marshal(s)
	tmp := d.path("snap", r.Name, ".json.tmp")
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if err := os.Rename(tmp, d.path("snap", r.Name, ".json")); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.CreateSnapshotResponse{Snapshot: s.proto()}, nil
}

// cut copies the image while its file system, if mounted, is frozen.
func (d *driver) cut(id, img, to string) error {
	mnt := d.path("mnt", id, "")
	if mounted(mnt) {
		f, err := os.Open(mnt)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := unix.IoctlSetInt(int(f.Fd()), fiFreeze, 0); err != nil {
			return fmt.Errorf("freeze: %w", err)
		}
		defer unix.IoctlSetInt(int(f.Fd()), fiThaw, 0)
	}
	return run("cp", "--sparse=always", img, to)
}

func (d *driver) DeleteSnapshot(_ context.Context, r *csi.DeleteSnapshotRequest) (*csi.DeleteSnapshotResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := valid(r.SnapshotId); err != nil {
		return nil, err
	}
	for _, ext := range []string{".json", ".img"} {
		if err := os.Remove(d.path("snap", r.SnapshotId, ext)); err != nil && !os.IsNotExist(err) {
			return nil, status.Error(codes.Internal, err.Error())
		}
	}
	return &csi.DeleteSnapshotResponse{}, nil
}

func (d *driver) ListSnapshots(_ context.Context, r *csi.ListSnapshotsRequest) (*csi.ListSnapshotsResponse, error) {
	out := &csi.ListSnapshotsResponse{}
	files, err := filepath.Glob(d.path("snap", "*", ".json"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		s, err := d.loadSnapshot(strings.TrimSuffix(filepath.Base(f), ".json"))
		if err != nil || r.SnapshotId != "" && r.SnapshotId != s.ID || r.SourceVolumeId != "" && r.SourceVolumeId != s.Source {
			continue
		}
		out.Entries = append(out.Entries, &csi.ListSnapshotsResponse_Entry{Snapshot: s.proto()})
	}
	return out, nil
}

// ---- node ----

func (d *driver) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{NodeId: d.node}, nil
}

func (d *driver) NodeGetCapabilities(context.Context, *csi.NodeGetCapabilitiesRequest) (*csi.NodeGetCapabilitiesResponse, error) {
	return &csi.NodeGetCapabilitiesResponse{}, nil
}

func (d *driver) NodePublishVolume(_ context.Context, r *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := valid(r.VolumeId); err != nil {
		return nil, err
	}
	mnt := d.path("mnt", r.VolumeId, "")
	err := os.MkdirAll(mnt, 0o755)
	if err == nil && !mounted(mnt) {
		err = run("mount", "-o", "loop", d.path("vol", r.VolumeId, ".img"), mnt)
		if err == nil {
			os.Remove(filepath.Join(mnt, "lost+found")) // as on a directory-backed volume
		}
	}
	if err == nil {
		err = os.MkdirAll(r.TargetPath, 0o755)
	}
	if err == nil && !mounted(r.TargetPath) {
		err = run("mount", "--bind", mnt, r.TargetPath)
		if err == nil && r.Readonly {
			err = run("mount", "-o", "remount,ro,bind", r.TargetPath)
		}
	}
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.NodePublishVolumeResponse{}, nil
}

func (d *driver) NodeUnpublishVolume(_ context.Context, r *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := valid(r.VolumeId); err != nil {
		return nil, err
	}
	if mounted(r.TargetPath) {
		if err := run("umount", r.TargetPath); err != nil {
			return nil, status.Error(codes.Internal, err.Error())
		}
	}
	os.Remove(r.TargetPath)
	// the last bind mount gone: take the file system off its loop device
	if mnt := d.path("mnt", r.VolumeId, ""); mounted(mnt) && !d.bound(r.VolumeId, mnt) {
		if err := run("umount", mnt); err != nil {
			return nil, status.Error(codes.Internal, err.Error())
		}
		os.Remove(mnt)
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}

// bound tells whether the device mounted at mnt is mounted at another place too.
func (d *driver) bound(id, mnt string) bool {
	b, _ := os.ReadFile("/proc/self/mounts")
	var dev string
	n := 0
	lines := strings.Split(string(b), "\n")
	for _, l := range lines {
		if f := strings.Fields(l); len(f) > 1 && f[1] == mnt {
			dev = f[0]
		}
	}
	for _, l := range lines {
		if f := strings.Fields(l); len(f) > 1 && f[0] == dev {
			n++
		}
	}
	return n > 1
}

// ---- registration with the kubelet ----

type registrar struct {
	registration.UnimplementedRegistrationServer
	endpoint string
}

func (r *registrar) GetInfo(context.Context, *registration.InfoRequest) (*registration.PluginInfo, error) {
	return &registration.PluginInfo{Type: registration.CSIPlugin, Name: driverName, Endpoint: r.endpoint, SupportedVersions: []string{"1.0.0"}}, nil
}

func (r *registrar) NotifyRegistrationStatus(_ context.Context, s *registration.RegistrationStatus) (*registration.RegistrationStatusResponse, error) {
	log.Printf("registered=%v %s", s.PluginRegistered, s.Error)
	return &registration.RegistrationStatusResponse{}, nil
}

func listen(sock string) net.Listener {
	os.Remove(sock)
	l, err := net.Listen("unix", sock)
	if err != nil {
		log.Fatal(err)
	}
	return l
}

func main() {
	endpoint := flag.String("endpoint", "", "path of the CSI socket")
	registry := flag.String("registry", "", "the kubelet's plugins_registry directory; empty: do not register")
	node := flag.String("node", "node1", "node id")
	state := flag.String("state", "", "directory of volumes and snapshots")
	flag.Parse()
	d := &driver{state: *state, node: *node}
	for _, k := range []string{"vol", "snap", "mnt"} {
		if err := os.MkdirAll(filepath.Join(*state, k), 0o700); err != nil {
			log.Fatal(err)
		}
	}
	s := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		begin := time.Now()
		resp, err := h(ctx, req)
		if err != nil || !strings.HasSuffix(info.FullMethod, "Probe") && !strings.Contains(info.FullMethod, "/NodeGetCap") {
			log.Printf("%s %v err=%v", info.FullMethod, time.Since(begin), err)
		}
		return resp, err
	}))
	csi.RegisterIdentityServer(s, d)
	csi.RegisterControllerServer(s, d)
	csi.RegisterNodeServer(s, d)
	if *registry != "" {
		r := grpc.NewServer()
		registration.RegisterRegistrationServer(r, &registrar{endpoint: *endpoint})
		l := listen(filepath.Join(*registry, driverName+"-reg.sock"))
		go func() { log.Fatal(r.Serve(l)) }()
	}
	log.Fatal(s.Serve(listen(*endpoint)))
}
