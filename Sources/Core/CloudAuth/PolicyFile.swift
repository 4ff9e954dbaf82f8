import CloudCore
import FoundationEssentials

/// The operator's rules for a service: a YAML file, and those of the folder beside it whose name ends in `.d`, in the
/// order of their names. None of them needs to be there.
package struct PolicyFile: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    /// What changes when one of the files does.
    func version() -> [FileStamp?] { ([path, folder] + more()).map { FileStamp($0) } }

    /// The rules of all the files: what comes later wins.
    package func overrides() throws(PolicySyntaxError) -> [String: PolicyOverride] {
        var result: [String: PolicyOverride] = [:]
        for path in [path] + more() {
            guard let content = FileManager.default.contents(atPath: path) else { continue }
            let read = try PolicyOverride.reading(yaml: String(decoding: content, as: UTF8.self), file: path)
            result.merge(read) { $1 }
        }
        return result
    }

    private var folder: String {
        (path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path) + ".d"
    }

    private func more() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
    }
}
