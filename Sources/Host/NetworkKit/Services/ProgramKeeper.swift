import Glibc
import HostKit

/// Keeps the network's programs running as planned; blocks.
struct ProgramKeeper: Sendable {
    let stateFolder: String

    /// Brings one program and its files to the plan; tells what was done.
    func ensure(_ plan: ProgramPlan) throws -> [String] {
        let hosts = "\(plan.folder)/hosts"
        try HostFile.makeFolder(hosts)
        var restart = try write("stamp", plan.stamp, in: plan.folder)
        for (name, text) in plan.fixed where try write(name, text, in: plan.folder) { restart = true }
        var reload = false
        for (name, text) in plan.reloaded where try write(name, text, in: plan.folder) { reload = true }
        let stale = HostFile.names(in: hosts).filter { plan.watched[$0] == nil }
        let added = plan.watched.filter { !HostFile.exists("\(hosts)/\($0.key)") }
        let changed = plan.watched.filter { added[$0.key] == nil && HostFile.text("\(hosts)/\($0.key)") != $0.value }
        if !stale.isEmpty || !changed.isEmpty { restart = true }
        if restart { try plan.daemon.stopBlocking() }
        for name in stale { try HostFile.remove("\(hosts)/\(name)") }
        for (name, text) in plan.watched { _ = try write(name, text, in: hosts) }
        let name = plan.folder.split(separator: "/").last.map(String.init) ?? plan.program
        if plan.daemon.running == nil {
            try plan.daemon.startBlocking()
            return ["started \(name)"]
        }
        if reload {
            plan.daemon.signal(SIGHUP)
            return ["reloaded \(name)"]
        }
        return added.isEmpty ? [] : ["\(name): \(added.count) new hosts"]
    }

    /// Ends the programs whose folders are not among `kept` and removes these; tells what was done.
    func removeOthers(than kept: Set<String>) throws -> [String] {
        var done = [String]()
        for name in HostFile.names(in: stateFolder) where !kept.contains("\(stateFolder)/\(name)") {
            try remove("\(stateFolder)/\(name)")
            done.append("removed \(name)")
        }
        return done
    }

    /// Folders of programs whose process runs.
    func running() -> [String] {
        HostFile.names(in: stateFolder).filter { name in
            ProcessIdentity(pidFile: "\(stateFolder)/\(name)/pid")?.isAlive == true
        }
    }

    private func remove(_ folder: String) throws {
        try ProcessIdentity(pidFile: "\(folder)/pid")?.terminateBlocking()
        try HostFile.removeTree(folder)
    }

    /// Writes the file unless it has these contents; tells whether it had not.
    private func write(_ name: String, _ text: String, in folder: String) throws -> Bool {
        let path = "\(folder)/\(name)"
        if HostFile.text(path) == text { return false }
        try HostFile.writeAtomically(text, to: path, mode: 0o644)
        return true
    }
}
