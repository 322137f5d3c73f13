package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const defaultSize = 1 << 30

func (d *driver) ValidateVolumeCapabilities(_ context.Context, r *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	return &csi.ValidateVolumeCapabilitiesResponse{Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{
		VolumeCapabilities: r.VolumeCapabilities}}, nil
}

func (d *driver) CreateVolume(_ context.Context, r *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	if err := valid(r.Name); err != nil {
		return nil, err
	}
	defer d.locks.lock("volume/" + r.Name)()
	for _, c := range r.VolumeCapabilities {
		if c.GetBlock() != nil {
			return nil, status.Error(codes.InvalidArgument, "raw block volumes are not supported")
		}
	}
	size := r.GetCapacityRange().GetRequiredBytes()
	if size == 0 {
		size = defaultSize
	}
	if err := d.make(r.Name, size, r.VolumeContentSource); err != nil {
		return nil, internal(err)
	}
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{VolumeId: r.Name, CapacityBytes: size, ContentSource: r.VolumeContentSource}}, nil
}

// make finishes what an earlier call has begun.
func (d *driver) make(id string, size int64, source *csi.VolumeContentSource) error {
	fi, err := os.Stat(d.image(id))
	switch {
	case err != nil:
		if err := d.makeImage(id, size, source); err != nil {
			return err
		}
	case fi.Size() != size:
		return status.Error(codes.AlreadyExists, "volume exists with another size")
	}
	if err := mountImage(d.image(id), d.mountPoint(id)); err != nil {
		return err
	}
	os.Remove(filepath.Join(d.mountPoint(id), "lost+found")) // as on a directory-backed volume
	return nil
}

func (d *driver) makeImage(id string, size int64, source *csi.VolumeContentSource) error {
	tmp := d.image(id) + ".tmp"
	os.Remove(tmp)
	var err error
	switch s := source.GetSnapshot(); {
	case s != nil:
		err = d.restore(s.SnapshotId, tmp, size)
	case source != nil:
		err = status.Error(codes.InvalidArgument, "only snapshots can be a source")
	default:
		err = format(tmp, size)
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp, d.image(id))
}

func (d *driver) restore(snapshotID, image string, size int64) error {
	s, err := d.loadSnapshot(snapshotID)
	if err != nil {
		return status.Errorf(codes.NotFound, "snapshot %s: %v", snapshotID, err)
	}
	if d.knobs.takeFailedRestore() {
		return status.Error(codes.Internal, "the lab was told to fail this restore")
	}
	if !d.ready(s) {
		return status.Error(codes.Unavailable, "snapshot is not ready to use")
	}
	if size < s.Size {
		return status.Errorf(codes.OutOfRange, "volume of %d bytes is smaller than the snapshot (%d)", size, s.Size)
	}
	if d.knobs.now().RestoresEmpty {
		return format(image, size)
	}
	return d.copySnapshot(s, image, size)
}

// copySnapshot replays the journal and, if asked for, lets the file system grow.
func (d *driver) copySnapshot(s *snapshot, image string, size int64) error {
	if err := copyImage(d.snapshotImage(s.ID), image); err != nil {
		return err
	}
	if err := os.Truncate(image, size); err != nil {
		return err
	}
	if err := run("e2fsck", "-fy", image); !ended(err, 2) {
		return err
	}
	if size == s.Size {
		return nil
	}
	return run("resize2fs", image)
}

func (d *driver) DeleteVolume(_ context.Context, r *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	if err := valid(r.VolumeId); err != nil {
		return nil, err
	}
	defer d.locks.lock("volume/" + r.VolumeId)()
	at := d.mountPoint(r.VolumeId)
	if mounted(at) && users(at) > 1 {
		return nil, status.Error(codes.FailedPrecondition, "volume is in use")
	}
	if err := unmount(at); err != nil {
		return nil, internal(err)
	}
	if err := os.Remove(d.image(r.VolumeId)); err != nil && !os.IsNotExist(err) {
		return nil, internal(err)
	}
	return &csi.DeleteVolumeResponse{}, nil
}

func (d *driver) NodePublishVolume(_ context.Context, r *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	if err := valid(r.VolumeId); err != nil {
		return nil, err
	}
	defer d.locks.lock("volume/" + r.VolumeId)()
	if err := d.publish(r); err != nil {
		return nil, internal(err)
	}
	return &csi.NodePublishVolumeResponse{}, nil
}

func (d *driver) publish(r *csi.NodePublishVolumeRequest) error {
	if at := d.mountPoint(r.VolumeId); !mounted(at) {
		return fmt.Errorf("%s is not mounted", at)
	}
	if err := os.MkdirAll(r.TargetPath, 0o755); err != nil || mounted(r.TargetPath) {
		return err
	}
	if err := run("mount", "--bind", d.mountPoint(r.VolumeId), r.TargetPath); err != nil || !r.Readonly {
		return err
	}
	return run("mount", "-o", "remount,ro,bind", r.TargetPath)
}

func (d *driver) NodeUnpublishVolume(_ context.Context, r *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	if err := valid(r.VolumeId); err != nil {
		return nil, err
	}
	defer d.locks.lock("volume/" + r.VolumeId)()
	if err := unmount(r.TargetPath); err != nil {
		return nil, internal(err)
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}
