/// A guest's power state, with the compute API's numbers.
package enum PowerState: Int, Sendable, Codable {
    case noState = 0
    case running = 1
    case paused = 3
    case shutdown = 4
    case crashed = 6
    case suspended = 7
}
