import CloudCore
import CloudJSON
import FoundationEssentials

/// The operator's files of domains' own settings: `keystone.NAME.conf` in one folder, laid out as Keystone's.
enum DomainFiles {
    /// Options by the domain's name; what domains do not set is left out.
    static func read(_ folder: String) throws -> [String: [DomainOption]] {
        guard !folder.isEmpty else { return [:] }
        var found: [String: [DomainOption]] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            guard file.hasPrefix("keystone."), file.hasSuffix(".conf"), file.utf8.count > 14,
                let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)")
            else { continue }
            found[String(file.dropFirst(9).dropLast(5))] = options(String(decoding: bytes, as: UTF8.self))
        }
        return found
    }

    /// `[group]` lines, `name = value` lines, and comments.
    static func options(_ text: String) -> [DomainOption] {
        var options: [DomainOption] = []
        var group = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmed
            if line.hasPrefix("["), line.hasSuffix("]") {
                group = String(line.dropFirst().dropLast())
            } else if !line.hasPrefix("#"), !line.hasPrefix(";"), let sign = line.firstIndex(of: "=") {
                let name = line[..<sign].trimmed
                let value = JSON.string(line[line.index(after: sign)...].trimmed)
                let isKnown = (try? DomainOptionPath(group: group, option: name).requireKnown()) != nil
                if isKnown { options.append(DomainOption(group: group, name: name, value: value)) }
            }
        }
        return options
    }
}
