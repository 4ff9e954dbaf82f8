import CloudCore
import Glibc
package import HostKit

/// Ends all guests of one state folder, whether or not anything manages them any more.
package enum GuestPurge {
    /// Guests are the programs whose serial console lies in the folder's `instances`. Returns how many were ended.
    package static func purge(stateFolder: String) async throws -> Int {
        let found = processes(stateFolder)
        for process in found { try await process.terminate(grace: .seconds(2)) }
        return found.count
    }

    /// The guests' programs that run now.
    package static func processes(_ stateFolder: String) -> [ProcessIdentity] {
        let mark = stateFolder + "/instances/"
        return HostFile.names(in: "/proc").compactMap { Int32($0) }.compactMap { pid in
            guard pid != getpid(), let line = HostFile.text("/proc/\(pid)/cmdline"), line.hasPrefix("/usr/bin/qemu"),
                line.contains(mark)
            else { return nil }
            return ProcessIdentity(running: pid)
        }
    }
}
