/// Dates as the APIs write them. By hand: a formatter costs a thousand times more (`FACTS.md` of the design).
extension Timestamp {
    /// How an API family writes a date.
    package enum Form: Sendable {
        /// `2026-11-21T10:55:18Z`: Nova, Glance, Neutron.
        case seconds
        /// `2026-11-21T10:55:18.000000`: Nova's extension attributes, without a zone.
        case microsecondsWithoutZone
        /// `2026-11-21T10:55:18.000000Z`: Keystone.
        case microseconds
    }

    package func text(_ form: Form = .seconds) -> String {
        let (year, month, day, rest) = civil
        var out = [UInt8]()
        out.reserveCapacity(27)
        Self.put(year, 4, &out)
        out.append(UInt8(ascii: "-"))
        Self.put(month, 2, &out)
        out.append(UInt8(ascii: "-"))
        Self.put(day, 2, &out)
        out.append(UInt8(ascii: "T"))
        Self.put(rest / 3600, 2, &out)
        out.append(UInt8(ascii: ":"))
        Self.put(rest / 60 % 60, 2, &out)
        out.append(UInt8(ascii: ":"))
        Self.put(rest % 60, 2, &out)
        if form != .seconds {
            out.append(UInt8(ascii: "."))
            Self.put(Int(microseconds - seconds * 1_000_000), 6, &out)
        }
        if form != .microsecondsWithoutZone { out.append(UInt8(ascii: "Z")) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads `2026-11-21`, `2026-11-21T10:55:18`, with a fraction and with `Z` or `+hh:mm`; nothing else.
    package init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        var time = 0
        var fraction = 0
        if !scanner.isAtEnd {
            guard scanner.take("T") || scanner.take(" "), let hour = scanner.digits(2), scanner.take(":"),
                let minute = scanner.digits(2), hour < 24, minute < 60
            else { return nil }
            var second = 0
            if scanner.take(":") {
                guard let value = scanner.digits(2), value < 60 else { return nil }
                second = value
                if scanner.take(".") {
                    guard let value = scanner.fraction() else { return nil }
                    fraction = value
                }
            }
            time = hour * 3600 + minute * 60 + second
            guard let offset = scanner.zone() else { return nil }
            time -= offset
        }
        guard scanner.isAtEnd else { return nil }
        let days = Self.dayNumber(year, month, day)
        microseconds = Int64(days * 86400 + time) * 1_000_000 + Int64(fraction)
    }

    private static func put(_ value: Int, _ width: Int, _ out: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            out.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int, secondOfDay: Int) {
        let total = Int(seconds)
        let days = (total >= 0 ? total : total - 86399) / 86400
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1, total - days * 86400)
    }
}
