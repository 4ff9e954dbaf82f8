import CloudCore

/// Dates as HTTP headers write them (RFC 9110): `Sat, 21 Nov 2026 10:55:18 GMT`.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func text(_ moment: Timestamp) -> String {
        let iso = Array(moment.text(.seconds).utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: iso[range], as: UTF8.self) }
        let day = Int((moment.seconds / 86400) % 7)
        let month = Int(part(5..<7)) ?? 1
        return
            "\(days[day < 0 ? day + 7 : day]), \(part(8..<10)) \(months[month - 1]) \(part(0..<4)) \(part(11..<19)) GMT"
    }
}
