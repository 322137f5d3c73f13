package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// snapshot is what is known of a cut that was made.
type snapshot struct {
	ID, Source string
	Size       int64
	Created    time.Time
	Done       time.Time
	ReadyAfter time.Duration // of its class
}

func (d *driver) loadSnapshot(id string) (*snapshot, error) {
	if err := valid(id); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(d.snapshotRecord(id))
	if err != nil {
		return nil, err
	}
	s := &snapshot{}
	return s, json.Unmarshal(b, s)
}

func (d *driver) storeSnapshot(s *snapshot) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	tmp := d.snapshotRecord(s.ID) + ".tmp"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, d.snapshotRecord(s.ID))
}

func (d *driver) ready(s *snapshot) bool {
	return time.Since(s.Done) >= max(s.ReadyAfter, time.Duration(d.knobs.now().ReadyAfter))
}

func (d *driver) proto(s *snapshot) *csi.Snapshot {
	return &csi.Snapshot{SnapshotId: s.ID, SourceVolumeId: s.Source, SizeBytes: s.Size,
		CreationTime: timestamppb.New(s.Created), ReadyToUse: d.ready(s)}
}

// class is what a VolumeSnapshotClass says.
type class struct {
	failCut              string
	cutDelay, readyAfter time.Duration
}

func classOf(parameters map[string]string) (class, error) {
	c := class{failCut: parameters["failCut"]}
	for name, field := range map[string]*time.Duration{"cutDelay": &c.cutDelay, "readyAfter": &c.readyAfter} {
		if v := parameters[name]; v != "" {
			var err error
			if *field, err = time.ParseDuration(v); err != nil {
				return c, status.Errorf(codes.InvalidArgument, "%s: %v", name, err)
			}
		}
	}
	return c, nil
}

func (d *driver) CreateSnapshot(ctx context.Context, r *csi.CreateSnapshotRequest) (*csi.CreateSnapshotResponse, error) {
	c, err := classOf(r.Parameters)
	if err != nil {
		return nil, err
	}
	if err := valid(r.Name); err != nil {
		return nil, err
	}
	s, err := d.existing(r)
	if s == nil && err == nil {
		if err = d.obstruct(ctx, r, c); err == nil {
			s, err = d.snapshot(r, c)
		}
	}
	if err != nil {
		return nil, internal(err)
	}
	return &csi.CreateSnapshotResponse{Snapshot: d.proto(s)}, nil
}

func (d *driver) existing(r *csi.CreateSnapshotRequest) (*snapshot, error) {
	s, err := d.loadSnapshot(r.Name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err == nil && s.Source != r.SourceVolumeId {
		err = status.Error(codes.AlreadyExists, "snapshot exists with another source")
	}
	return s, err
}

// obstruct fails, delays or postpones a cut as class and knobs say.
func (d *driver) obstruct(ctx context.Context, r *csi.CreateSnapshotRequest, c class) error {
	if c.failCut != "" {
		return status.Error(codes.Internal, c.failCut)
	}
	if d.knobs.isLate(r.Name) {
		return status.Error(codes.Aborted, "this snapshot is being cut")
	}
	if d.knobs.takeFailedCut() {
		return status.Error(codes.Internal, "the lab was told to fail this cut")
	}
	if late := d.knobs.takeLateCut(r.Name); late > 0 {
		time.AfterFunc(late, func() { d.cutLate(r, c) })
		return status.Error(codes.DeadlineExceeded, "the lab was told to cut after this has timed out")
	}
	return d.knobs.wait(ctx, c.cutDelay)
}

func (d *driver) cutLate(r *csi.CreateSnapshotRequest, c class) {
	if _, err := d.snapshot(r, c); err != nil {
		log.Printf("late cut %s: %v", r.Name, err)
	}
	d.knobs.noLongerLate(r.Name)
}

func (d *driver) snapshot(r *csi.CreateSnapshotRequest, c class) (*snapshot, error) {
	defer d.locks.lock("snapshot/" + r.Name)()
	if s, err := d.existing(r); s != nil || err != nil {
		return s, err
	}
	fi, err := os.Stat(d.image(r.SourceVolumeId))
	if err != nil {
		return nil, status.Errorf(codes.NotFound, "volume %s: %v", r.SourceVolumeId, err)
	}
	s := &snapshot{ID: r.Name, Source: r.SourceVolumeId, Size: fi.Size(), Created: time.Now(), ReadyAfter: c.readyAfter}
	if err := d.cut(s); err != nil {
		return nil, err
	}
	s.Done = time.Now()
	log.Printf("cut %s of %s in %v", s.ID, s.Source, s.Done.Sub(s.Created))
	return s, d.storeSnapshot(s)
}

// cut is a point in time unless a knob says otherwise.
func (d *driver) cut(s *snapshot) error {
	copied := func() error { return copyImage(d.image(s.Source), d.snapshotImage(s.ID)) }
	switch k := d.knobs.now(); {
	case k.NoFreeze:
		return d.copyFiles(s)
	case k.SyncedOnly:
		return copied()
	default:
		return whileFrozen(d.mountPoint(s.Source), copied)
	}
}

// copyFiles copies one file after the other while writers go on. Files that vanish meanwhile are missing.
func (d *driver) copyFiles(s *snapshot) error {
	at := d.copyMountPoint(s.ID)
	if err := format(d.snapshotImage(s.ID), s.Size); err != nil {
		return err
	}
	if err := mountImage(d.snapshotImage(s.ID), at); err != nil {
		return err
	}
	err := run("cp", "-a", d.mountPoint(s.Source)+"/.", at)
	if err != nil {
		log.Print(err)
	}
	if e := unmount(at); e != nil {
		return e
	}
	if !ended(err, 1) {
		return err
	}
	return nil
}

func (d *driver) DeleteSnapshot(_ context.Context, r *csi.DeleteSnapshotRequest) (*csi.DeleteSnapshotResponse, error) {
	if err := valid(r.SnapshotId); err != nil {
		return nil, err
	}
	defer d.locks.lock("snapshot/" + r.SnapshotId)()
	for _, file := range []string{d.snapshotRecord(r.SnapshotId), d.snapshotImage(r.SnapshotId)} {
		if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
			return nil, internal(err)
		}
	}
	return &csi.DeleteSnapshotResponse{}, nil
}

func (d *driver) ListSnapshots(_ context.Context, r *csi.ListSnapshotsRequest) (*csi.ListSnapshotsResponse, error) {
	out := &csi.ListSnapshotsResponse{}
	files, err := filepath.Glob(d.snapshotRecord("*"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		s, err := d.loadSnapshot(strings.TrimSuffix(filepath.Base(f), ".json"))
		if err != nil || r.SnapshotId != "" && r.SnapshotId != s.ID || r.SourceVolumeId != "" && r.SourceVolumeId != s.Source {
			continue
		}
		out.Entries = append(out.Entries, &csi.ListSnapshotsResponse_Entry{Snapshot: d.proto(s)})
	}
	return out, nil
}
