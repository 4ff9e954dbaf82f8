/// Swift's names as SQL's.
enum SnakeCase {
    /// `projectID` → `project_id`, `imageURLs` → `image_urls`, `osHashAlgo` → `os_hash_algo`; lower case stays.
    static func column(_ property: String) -> String {
        let letters = Array(property.utf8)
        guard letters.contains(where: isUpper) else { return property }
        var out: [UInt8] = []
        out.reserveCapacity(letters.count + 4)
        for (i, letter) in letters.enumerated() {
            guard isUpper(letter) else {
                out.append(letter)
                continue
            }
            if i > 0, letters[i - 1] != UInt8(ascii: "_"), startsWord(letters, i) { out.append(UInt8(ascii: "_")) }
            out.append(letter | 0x20)
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Whether the capital at `i` begins a word: after a small letter or digit, or as the last of a run of capitals
    /// before a small one (`URLPath`, but not `IDs`).
    private static func startsWord(_ letters: [UInt8], _ i: Int) -> Bool {
        guard isUpper(letters[i - 1]) else { return true }
        guard i + 1 < letters.count, isLower(letters[i + 1]) else { return false }
        let plural = letters[i + 1] == UInt8(ascii: "s") && (i + 2 == letters.count || !isLower(letters[i + 2]))
        return !plural
    }

    private static func isUpper(_ letter: UInt8) -> Bool { (65...90).contains(letter) }
    private static func isLower(_ letter: UInt8) -> Bool { (97...122).contains(letter) }
}
