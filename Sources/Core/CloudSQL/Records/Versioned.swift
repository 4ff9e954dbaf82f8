/// A record whose updates are compare-and-set: `generation` counts them.
package protocol Versioned: Record {
    var generation: Int64 { get set }
}
