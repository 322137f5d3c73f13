package main

import (
	"context"
	"encoding/json"
	"log"
	"math"
	"net/http"
	"sync"
	"time"

	"google.golang.org/grpc/status"
)

// knobs are turned while the driver works: PUT /knobs sets all of them, those left out to nothing, and GET /knobs says
// how they are set. Counts go down with each use; a lateCut is gone once it was used.
type knobs struct {
	FailCut       int   `json:"failCut"`       // so many cuts fail
	FailRestore   int   `json:"failRestore"`   // so many volumes from a snapshot are not made
	CutDelay      delay `json:"cutDelay"`      // from the request to the cut
	ReadyAfter    delay `json:"readyAfter"`    // from the cut to readyToUse; also of snapshots that were cut before
	LateCut       delay `json:"lateCut"`       // the next request ends as if it had timed out, and is cut so much later
	Hang          bool  `json:"hang"`          // no cut, no answer
	NoFreeze      bool  `json:"noFreeze"`      // file by file while writers go on
	SyncedOnly    bool  `json:"syncedOnly"`    // what no one has synced may be missing in a cut
	RestoresEmpty bool  `json:"restoresEmpty"` // a volume from a snapshot is empty
}

const never = time.Duration(math.MaxInt64)

// delay is a duration in JSON: "1m30s", or "never".
type delay time.Duration

func (d *delay) UnmarshalText(text []byte) error {
	if string(text) == "never" {
		*d = delay(never)
		return nil
	}
	parsed, err := time.ParseDuration(string(text))
	*d = delay(parsed)
	return err
}

func (d delay) MarshalText() ([]byte, error) {
	if time.Duration(d) == never {
		return []byte("never"), nil
	}
	return []byte(time.Duration(d).String()), nil
}

// panel is where the knobs are.
type panel struct {
	mu      sync.Mutex
	set     knobs
	changed chan struct{} // closed by the next change
	late    map[string]bool
}

func newPanel() *panel { return &panel{changed: make(chan struct{}), late: map[string]bool{}} }

func (p *panel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/knobs" || r.Method != http.MethodGet && r.Method != http.MethodPut {
		http.Error(w, "only GET and PUT of /knobs", http.StatusNotFound)
		return
	}
	if r.Method == http.MethodPut {
		k := knobs{}
		decoder := json.NewDecoder(r.Body)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&k); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		log.Printf("knobs %+v", k)
		p.turn(k)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(p.now())
}

func (p *panel) turn(k knobs) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set = k
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *panel) now() knobs {
	k, _ := p.watch()
	return k
}

func (p *panel) watch() (knobs, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.set, p.changed
}

func (p *panel) takeFailedCut() bool     { return p.take(&p.set.FailCut) }
func (p *panel) takeFailedRestore() bool { return p.take(&p.set.FailRestore) }

func (p *panel) take(left *int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if *left <= 0 {
		return false
	}
	*left--
	return true
}

// takeLateCut is how long after this request the snapshot shall be cut, or nothing.
func (p *panel) takeLateCut(snapshot string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := time.Duration(p.set.LateCut)
	p.set.LateCut = 0
	if taken > 0 {
		p.late[snapshot] = true
	}
	return taken
}

func (p *panel) isLate(snapshot string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.late[snapshot]
}

func (p *panel) noLongerLate(snapshot string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.late, snapshot)
}

// wait ends when the cut may be made, by the knobs as they are then, or when nobody waits for it any more.
func (p *panel) wait(ctx context.Context, atLeast time.Duration) error {
	begin := time.Now()
	for {
		k, changed := p.watch()
		left := max(atLeast, time.Duration(k.CutDelay)) - time.Since(begin)
		if k.Hang {
			left = never
		}
		if left <= 0 {
			return nil
		}
		select {
		case <-time.After(left):
		case <-changed:
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err()
		}
	}
}
