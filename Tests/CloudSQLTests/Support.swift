import FoundationEssentials
import Glibc

/// Waits a little on a database thread, where waiting is allowed.
func pause() throws { usleep(2000) }

/// Removes the folder that a file is in.
func removeFolder(of path: String) throws {
    try FileManager.default.removeItem(atPath: path.split(separator: "/").dropLast().map { "/" + $0 }.joined())
}
