/** What a property's values are; the number is how many there must be, or the most characters of a text. */
export type Kind = readonly [
  kind: 'text' | 'comment' | 'digits' | 'byte' | 'short' | 'long' | 'rational' | 'signedRational',
  most: number,
];

const text: Kind = ['text', 200];
const caption: Kind = ['text', 2000];
const comment: Kind = ['comment', 2000];
const short: Kind = ['short', 1];
const long: Kind = ['long', 1];
const rational: Kind = ['rational', 1];
const signed: Kind = ['signedRational', 1];
const degrees: Kind = ['rational', 3];

/**
 * The properties that are kept, by tag. All others go: thumbnails and previews, makers' notes, private tags, and what
 * is not true of the redacted picture any more, such as where in it the subject is. Source: EXIF 2.32, 4.6.
 */
export const PHOTO: Record<number, Kind> = {
  270: caption, // ImageDescription
  271: text, // Make
  272: text, // Model
  274: short, // Orientation
  282: rational, // XResolution
  283: rational, // YResolution
  296: short, // ResolutionUnit
  305: text, // Software
  306: text, // DateTime
  315: text, // Artist
  18246: short, // Rating
  18249: short, // RatingPercent
  33432: ['text', 500], // Copyright
};

export const EXIF: Record<number, Kind> = {
  33434: rational, // ExposureTime
  33437: rational, // FNumber
  34850: short, // ExposureProgram
  34855: short, // PhotographicSensitivity
  34864: short, // SensitivityType
  34865: long, // StandardOutputSensitivity
  34866: long, // RecommendedExposureIndex
  36864: ['digits', 4], // ExifVersion
  36867: text, // DateTimeOriginal
  36868: text, // DateTimeDigitized
  36880: text, // OffsetTime
  36881: text, // OffsetTimeOriginal
  36882: text, // OffsetTimeDigitized
  37377: signed, // ShutterSpeedValue
  37378: rational, // ApertureValue
  37379: signed, // BrightnessValue
  37380: signed, // ExposureBiasValue
  37381: rational, // MaxApertureValue
  37382: rational, // SubjectDistance
  37383: short, // MeteringMode
  37384: short, // LightSource
  37385: short, // Flash
  37386: rational, // FocalLength
  37510: comment, // UserComment
  37520: text, // SubSecTime
  37521: text, // SubSecTimeOriginal
  37522: text, // SubSecTimeDigitized
  40961: short, // ColorSpace
  40962: long, // PixelXDimension
  40963: long, // PixelYDimension
  41493: rational, // ExposureIndex
  41495: short, // SensingMethod
  41985: short, // CustomRendered
  41986: short, // ExposureMode
  41987: short, // WhiteBalance
  41988: rational, // DigitalZoomRatio
  41989: short, // FocalLengthIn35mmFilm
  41990: short, // SceneCaptureType
  41991: short, // GainControl
  41992: short, // Contrast
  41993: short, // Saturation
  41994: short, // Sharpness
  41996: short, // SubjectDistanceRange
  42016: text, // ImageUniqueID
  42032: text, // CameraOwnerName
  42033: text, // BodySerialNumber
  42034: ['rational', 4], // LensSpecification
  42035: text, // LensMake
  42036: text, // LensModel
  42037: text, // LensSerialNumber
};

export const GPS: Record<number, Kind> = {
  0: ['byte', 4], // GPSVersionID
  1: text, // GPSLatitudeRef
  2: degrees, // GPSLatitude
  3: text, // GPSLongitudeRef
  4: degrees, // GPSLongitude
  5: ['byte', 1], // GPSAltitudeRef
  6: rational, // GPSAltitude
  7: degrees, // GPSTimeStamp
  8: text, // GPSSatellites
  9: text, // GPSStatus
  10: text, // GPSMeasureMode
  11: rational, // GPSDOP
  12: text, // GPSSpeedRef
  13: rational, // GPSSpeed
  14: text, // GPSTrackRef
  15: rational, // GPSTrack
  16: text, // GPSImgDirectionRef
  17: rational, // GPSImgDirection
  18: text, // GPSMapDatum
  19: text, // GPSDestLatitudeRef
  20: degrees, // GPSDestLatitude
  21: text, // GPSDestLongitudeRef
  22: degrees, // GPSDestLongitude
  23: text, // GPSDestBearingRef
  24: rational, // GPSDestBearing
  25: text, // GPSDestDistanceRef
  26: rational, // GPSDestDistance
  27: ['comment', 200], // GPSProcessingMethod
  28: ['comment', 200], // GPSAreaInformation
  29: text, // GPSDateStamp
  30: short, // GPSDifferential
  31: rational, // GPSHPositioningError
};
