/// A tracked connection, as `conntrack -L` tells of it; addresses and ports of the direction that began it.
struct Connection: Sendable, Hashable {
    var number: UInt8
    var source: IPAddress
    var destination: IPAddress
    var sourcePort: Int?
    var destinationPort: Int?
    var icmpType: Int?
    var icmpCode: Int?
    var icmpID: Int?
    var mark = 0

    /// Reads one line; nil when it is none.
    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count > 3, let number = words.prefix(4).lazy.compactMap({ UInt8($0) }).first else {
            return nil
        }
        var values = [Substring: Substring]()
        for word in words {
            guard let equals = word.firstIndex(of: "=") else { continue }
            let key = word[..<equals]
            if values[key] == nil { values[key] = word[word.index(after: equals)...] }
        }
        guard let source = values["src"].flatMap({ IPAddress(String($0)) }),
            let destination = values["dst"].flatMap({ IPAddress(String($0)) })
        else { return nil }
        self.number = number
        self.source = source
        self.destination = destination
        sourcePort = values["sport"].flatMap { Int($0) }
        destinationPort = values["dport"].flatMap { Int($0) }
        icmpType = values["type"].flatMap { Int($0) }
        icmpCode = values["code"].flatMap { Int($0) }
        icmpID = values["id"].flatMap { Int($0) }
        mark = values["mark"].flatMap { Int($0) } ?? 0
    }

    var text: String {
        let from = sourcePort.map { ":\($0)" } ?? ""
        let to = destinationPort.map { ":\($0)" } ?? ""
        return "protocol \(number), \(source.text)\(from) to \(destination.text)\(to)"
    }
}
