/// A colour of a picture, 0 to 255 each.
package struct PictureColour: Sendable, Equatable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }
}

/// Chooses the colour that stands for a picture.
enum AccentColour {
    private static let hues = 36

    private struct Sum {
        var red = 0.0
        var green = 0.0
        var blue = 0.0
        var weight = 0.0

        mutating func add(_ red: Double, _ green: Double, _ blue: Double, weight: Double) {
            self.red += red * weight
            self.green += green * weight
            self.blue += blue * weight
            self.weight += weight
        }

        static func + (one: Sum, other: Sum) -> Sum {
            Sum(
                red: one.red + other.red, green: one.green + other.green, blue: one.blue + other.blue,
                weight: one.weight + other.weight)
        }

        var colour: PictureColour {
            func byte(_ value: Double) -> UInt8 { UInt8(max(0, min(255, (value / max(weight, 1e-9)).rounded()))) }
            return PictureColour(red: byte(red), green: byte(green), blue: byte(blue))
        }
    }

    /// Pixels vote for one of 36 hues with the product of saturation and chroma; the hue with the most votes, counted
    /// with its neighbours, gives the mean of its pixels. A picture with hardly any colour gives its mean grey.
    ///
    /// - Parameter rgba: four bytes a pixel; pixels more than half transparent have no vote.
    static func choose(rgba: [UInt8]) -> PictureColour {
        var votes = [Sum](repeating: Sum(), count: hues)
        var all = Sum()
        for index in stride(from: 0, to: rgba.count - 3, by: 4) where rgba[index + 3] >= 128 {
            let (red, green, blue) = (Double(rgba[index]), Double(rgba[index + 1]), Double(rgba[index + 2]))
            all.add(red, green, blue, weight: 1)
            let (top, bottom) = (max(red, green, blue), min(red, green, blue))
            let chroma = top - bottom
            guard chroma > 24 else { continue }
            let sixth =
                if top == red { (green - blue) / chroma } else if top == green { 2 + (blue - red) / chroma } else {
                    4 + (red - green) / chroma
                }
            let hue = (Int((sixth * Double(hues) / 6).rounded()) + hues) % hues
            votes[hue].add(red, green, blue, weight: chroma / top * chroma / 255)
        }
        let joined = votes.indices.map { votes[$0] + votes[($0 + 1) % hues] + votes[($0 + hues - 1) % hues] }
        guard let best = joined.max(by: { $0.weight < $1.weight }), best.weight > all.weight / 500 else {
            return all.colour
        }
        return best.colour
    }
}
