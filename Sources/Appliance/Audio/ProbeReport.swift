import Foundation

/// The parts of ffprobe's JSON that are used.
struct ProbeReport: Decodable {
    struct Format: Decodable {
        let names: String?
        let duration: String?
        let bitRate: String?
        let tags: [String: String]?

        enum CodingKeys: String, CodingKey {
            case names = "format_name"
            case duration, tags
            case bitRate = "bit_rate"
        }
    }

    struct Stream: Decodable {
        let index: Int
        let type: String?
        let codec: String?
        let mark: String?
        let sampleRate: String?
        let channels: Int?
        let bitsPerSample: Int?
        let bitsPerRawSample: String?
        let duration: String?
        let bitRate: String?
        let tags: [String: String]?
        let disposition: [String: Int]?

        enum CodingKeys: String, CodingKey {
            case index, channels, duration, tags, disposition
            case type = "codec_type"
            case codec = "codec_name"
            case mark = "codec_tag_string"
            case sampleRate = "sample_rate"
            case bitsPerSample = "bits_per_sample"
            case bitsPerRawSample = "bits_per_raw_sample"
            case bitRate = "bit_rate"
        }

        var isPicture: Bool { type == "video" && disposition?["attached_pic"] == 1 }
    }

    let format: Format
    let streams: [Stream]

    /// What to ask ffprobe for. Invalid strings are left as they are: which encoding they have is decided here.
    static let arguments = [
        "-v", "warning", "-of", "json=compact=1:string_validation=ignore", "-show_entries",
        "format=format_name,duration,bit_rate:format_tags:stream=index,codec_type,codec_name,codec_tag_string,"
            + "sample_rate,channels,bits_per_sample,bits_per_raw_sample,duration,bit_rate"
            + ":stream_tags:stream_disposition=attached_pic",
    ]

    /// Decodes the report with every byte taken for one character, so that the bytes of tags survive whatever encoding
    /// they have; `bytes(_:)` gives them back.
    init(_ output: [UInt8]) throws {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: output.map { Unicode.Scalar($0) })
        self = try JSONDecoder().decode(ProbeReport.self, from: Data(String(text).utf8))
    }

    var sound: Stream? { streams.first { $0.type == "audio" } }

    /// The stream of the picture, the front cover before others.
    var artwork: Int? {
        let pictures = streams.filter(\.isPicture)
        let front = pictures.first { stream in
            stream.tags?.contains { $0.key.lowercased() == "comment" && $0.value == "Cover (front)" } ?? false
        }
        return (front ?? pictures.first)?.index
    }

    /// Tags of the file and, for Ogg, of the sound in it, as raw bytes.
    var tags: [String: [UInt8]] {
        (format.tags ?? [:]).merging(sound?.tags ?? [:]) { first, _ in first }.mapValues(Self.bytes)
    }

    /// Seconds as a report writes them, as milliseconds; nil if there are none or they are out of every range.
    static func milliseconds(_ seconds: String?) -> Int? {
        guard let seconds = seconds.flatMap(Double.init), seconds > 0, seconds < 1e9 else { return nil }
        return Int((seconds * 1000).rounded())
    }

    private static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
