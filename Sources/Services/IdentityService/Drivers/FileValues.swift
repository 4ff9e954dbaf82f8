import CloudCore

/// What was made of files, until one of them changes: providers' metadata, certificates and keys are read when they are
/// new, not for each sign-in.
final class FileValues<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var stamps: [FileStamp?]
        var value: Value
    }

    /// As many as an operator's settings name.
    private let held = LockedValue<[String: Entry]>([:])

    /// - Parameters:
    ///   - name: tells apart what is made of the same files.
    ///   - make: reads the files; what it throws is not kept.
    func value(of paths: [String], as name: String = "", _ make: () throws -> Value) rethrows -> Value {
        let key = ([name] + paths).joined(separator: "\0")
        let stamps = paths.map { FileStamp($0) }
        if let entry = held.withLock({ $0[key] }), entry.stamps == stamps { return entry.value }
        let value = try make()
        held.withLock { $0[key] = Entry(stamps: stamps, value: value) }
        return value
    }
}
