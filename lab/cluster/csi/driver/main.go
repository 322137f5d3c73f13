// Command driver is a small CSI driver for tests on one machine.
//
// A volume is a sparse ext4 image on a loop device, so a snapshot is a real point-in-time cut: the file system is
// frozen (FIFREEZE), the image is copied, the file system is thawed. Each volume is mounted below mnt in the state
// directory for as long as it exists, whether a pod uses it or not. The driver registers itself with the kubelet.
//
// VolumeSnapshotClass parameters imitate slower drivers:
//
//	readyAfter: 20s   readyToUse stays false this long after the cut (cut-then-upload, like EBS)
//	cutDelay:   5s    the RPC takes this much longer before it cuts
//	failCut:    "x"   CreateSnapshot fails with this message
//
// Whoever may reach -control can do the same, and worse, to all classes at any time: see knobs.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

const driverName = "csi.lab.questdb.io"

type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	csi.UnimplementedNodeServer
	state, node string
	locks       locks
	knobs       *panel
}

func main() {
	endpoint := flag.String("endpoint", "", "path of the CSI socket")
	registry := flag.String("registry", "", "the kubelet's plugins_registry directory; empty: do not register")
	node := flag.String("node", "node1", "node id")
	state := flag.String("state", "", "directory of volumes and snapshots")
	control := flag.String("control", "", "address at which the knobs are turned by HTTP; empty: they are not")
	flag.Parse()
	d := &driver{state: *state, node: *node, knobs: newPanel()}
	if err := d.makeDirectories(); err != nil {
		log.Fatal(err)
	}
	if *control != "" {
		go func() { log.Fatal(http.ListenAndServe(*control, d.knobs)) }()
	}
	if *registry != "" {
		go register(*registry, *endpoint)
	}
	log.Fatal(d.server().Serve(listen(*endpoint)))
}

func (d *driver) server() *grpc.Server {
	s := grpc.NewServer(grpc.UnaryInterceptor(logged))
	csi.RegisterIdentityServer(s, d)
	csi.RegisterControllerServer(s, d)
	csi.RegisterNodeServer(s, d)
	return s
}

// logged leaves out the calls that only ask how the driver is.
func logged(ctx context.Context, req any, info *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	begin := time.Now()
	resp, err := h(ctx, req)
	if err != nil || !strings.HasSuffix(info.FullMethod, "Probe") && !strings.Contains(info.FullMethod, "/NodeGetCap") {
		log.Printf("%s %v err=%v", info.FullMethod, time.Since(begin), err)
	}
	return resp, err
}

func listen(socket string) net.Listener {
	os.Remove(socket)
	l, err := net.Listen("unix", socket)
	if err != nil {
		log.Fatal(err)
	}
	return l
}

// ---- registration with the kubelet ----

type registrar struct {
	registration.UnimplementedRegistrationServer
	endpoint string
}

func register(registry, endpoint string) {
	s := grpc.NewServer()
	registration.RegisterRegistrationServer(s, &registrar{endpoint: endpoint})
	log.Fatal(s.Serve(listen(filepath.Join(registry, driverName+"-reg.sock"))))
}

func (r *registrar) GetInfo(context.Context, *registration.InfoRequest) (*registration.PluginInfo, error) {
	return &registration.PluginInfo{Type: registration.CSIPlugin, Name: driverName, Endpoint: r.endpoint, SupportedVersions: []string{"1.0.0"}}, nil
}

func (r *registrar) NotifyRegistrationStatus(_ context.Context, s *registration.RegistrationStatus) (*registration.RegistrationStatusResponse, error) {
	log.Printf("registered=%v %s", s.PluginRegistered, s.Error)
	return &registration.RegistrationStatusResponse{}, nil
}
