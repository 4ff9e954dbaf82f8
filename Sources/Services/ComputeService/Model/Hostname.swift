/// Host names made of servers' names, as Nova makes them.
enum Hostname {
    /// Small letters, digits, `-` and `.`; at most 63 characters; `fallback` when nothing is left.
    static func sanitized(_ name: String, fallback: String) -> String {
        var out: [Character] = []
        for character in name.lowercased() {
            switch character {
            case " ", "_": out.append("-")
            case "a"..."z", "0"..."9", "-", ".": if character.isASCII { out.append(character) }
            default: break
            }
        }
        func isEdge(_ character: Character) -> Bool { character == "-" || character == "." }
        let core = out.drop(while: isEdge)
        var result = Array(core.prefix(63))
        while let last = result.last, isEdge(last) { result.removeLast() }
        return result.isEmpty ? fallback : String(result)
    }
}
