import HostKit

/// A program that should run for the network: its folder, its files and what a change of them asks for.
struct ProgramPlan: Sendable {
    /// Holds the files, the pid and the log.
    var folder: String
    var program: String
    var arguments: [String]
    /// Runs in it.
    var namespace: NetworkNamespace?
    /// It must be started anew when this namespace was made anew.
    var follows: NetworkNamespace
    /// File name to contents: a change means a new start.
    var fixed: [String: String] = [:]
    /// A change means a HUP.
    var reloaded: [String: String] = [:]
    /// Files of the folder `hosts`, which the program watches: a new one means nothing, other changes a new start, for
    /// it
    /// would refuse the address of a host that is gone to the next one as long as it remembers the lease.
    var watched: [String: String] = [:]

    var daemon: Daemon {
        Daemon(program, arguments, pidFile: "\(folder)/pid", logFile: "\(folder)/log", namespace: namespace)
    }

    /// Changes with everything that asks for a new start.
    var stamp: String {
        "\(program) \(arguments) \(fixed.sorted { $0.key < $1.key }) \(follows.inode ?? 0)"
    }
}
