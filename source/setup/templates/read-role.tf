terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "principal_arn" {
  type        = string
  description = "Who may assume the role"
}

variable "external_id" {
  type        = string
  description = "The external ID that the role asks for; no secret"
}

variable "bucket_name" {
  type        = string
  description = "The bucket that the trail delivers to"
}

variable "prefix" {
  type        = string
  description = "What stands before AWSLogs/ in the keys; empty, or ends in /"
  default     = ""
}

variable "bucket_region" {
  type        = string
  description = "The bucket's region; needed with a key"
  default     = null
}

variable "kms_key_arn" {
  type        = string
  description = "The key that the objects are encrypted with; null without one"
  default     = null
}

variable "organization_id" {
  type        = string
  description = "Only principals of this organisation may assume the role; null for anyone's"
  default     = null
}

variable "digest_keys" {
  type        = bool
  description = "Allow asking for the public keys of digests too"
  default     = false
}

variable "read_queue" {
  type        = string
  description = "A queue that is told of new objects; none, create, or the ARN of one"
  default     = "none"
}

variable "notify" {
  type        = string
  description = "Who tells a new queue; sns (the trail's own topic), eventbridge, or s3"
  default     = "sns"
}

variable "topic_arn" {
  type        = string
  description = "The SNS topic that the trail tells of its objects; needed with sns"
  default     = null
}

variable "role_name" {
  type        = string
  description = "The name of the role, and of a new queue"
  default     = "trailtop-read"
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

locals {
  bucket_arn  = "arn:${data.aws_partition.current.partition}:s3:::${var.bucket_name}"
  makes_queue = var.read_queue == "create"
  from_topic  = local.makes_queue && var.notify == "sns"
  from_rule   = local.makes_queue && var.notify == "eventbridge"
  from_bucket = local.makes_queue && var.notify == "s3"
}

resource "aws_iam_role" "read" {
  name                 = var.role_name
  description          = "Least-privilege read access to CloudTrail objects, for trailtop"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TrailtopAssumes"
        Effect    = "Allow"
        Principal = { AWS = [var.principal_arn] }
        Action    = ["sts:AssumeRole"]
        Condition = {
          StringEquals = merge(
            { "sts:ExternalId" = var.external_id },
            var.organization_id == null ? {} : { "aws:PrincipalOrgID" = var.organization_id },
          )
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "read" {
  name = "ReadCloudTrail"
  role = aws_iam_role.read.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "ListTrailPrefixesOnly"
          Effect    = "Allow"
          Action    = ["s3:ListBucket"]
          Resource  = [local.bucket_arn]
          Condition = { StringLike = { "s3:prefix" = ["${var.prefix}AWSLogs/*"] } }
        },
        # Every folder that CloudTrail itself fills below an account; nothing else is readable.
        {
          Sid    = "ReadTrailObjectsOnly"
          Effect = "Allow"
          Action = ["s3:GetObject"]
          Resource = [
            "${local.bucket_arn}/${var.prefix}AWSLogs/*/CloudTrail/*",
            "${local.bucket_arn}/${var.prefix}AWSLogs/*/CloudTrail-Digest/*",
            "${local.bucket_arn}/${var.prefix}AWSLogs/*/CloudTrail-Insight/*",
            "${local.bucket_arn}/${var.prefix}AWSLogs/*/CloudTrail-NetworkActivity/*",
            "${local.bucket_arn}/${var.prefix}AWSLogs/*/CloudTrail-Aggregated/*",
          ]
        },
        {
          Sid      = "FindBucketRegion"
          Effect   = "Allow"
          Action   = ["s3:GetBucketLocation"]
          Resource = [local.bucket_arn]
        },
        # Which trails there are and what they log, and the event history. Trails are found, so none is named.
        {
          Sid    = "AskCloudTrail"
          Effect = "Allow"
          Action = [
            "cloudtrail:DescribeTrails",
            "cloudtrail:GetTrailStatus",
            "cloudtrail:GetEventSelectors",
            "cloudtrail:LookupEvents",
          ]
          Resource = ["*"]
        },
      ],
      # The key may be used through S3 in the bucket's region and in no other way.
      var.kms_key_arn == null ? [] : [
        {
          Sid      = "DecryptTrailObjects"
          Effect   = "Allow"
          Action   = ["kms:Decrypt"]
          Resource = [var.kms_key_arn]
          Condition = {
            StringEquals = {
              "kms:ViaService" = "s3.${var.bucket_region}.${data.aws_partition.current.dns_suffix}"
            }
          }
        },
      ],
      var.digest_keys ? [
        {
          Sid      = "DigestPublicKeys"
          Effect   = "Allow"
          Action   = ["cloudtrail:ListPublicKeys"]
          Resource = ["*"]
        },
      ] : [],
      var.read_queue == "none" ? [] : [
        {
          Sid    = "ConsumeQueue"
          Effect = "Allow"
          Action = [
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
          ]
          Resource = [local.makes_queue ? aws_sqs_queue.trail[0].arn : var.read_queue]
        },
      ],
    )
  })
}

resource "aws_sqs_queue" "dead_letter" {
  count                     = local.makes_queue ? 1 : 0
  name                      = "${var.role_name}-dead-letter"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "trail" {
  count                      = local.makes_queue ? 1 : 0
  name                       = var.role_name
  visibility_timeout_seconds = 300
  receive_wait_time_seconds  = 20
  message_retention_seconds  = 1209600
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter[0].arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "trail" {
  count     = local.makes_queue ? 1 : 0
  queue_url = aws_sqs_queue.trail[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.from_topic ? [
        {
          Sid       = "FromTopic"
          Effect    = "Allow"
          Principal = { Service = "sns.amazonaws.com" }
          Action    = ["sqs:SendMessage"]
          Resource  = [aws_sqs_queue.trail[0].arn]
          Condition = { ArnEquals = { "aws:SourceArn" = var.topic_arn } }
        },
      ] : [],
      local.from_rule ? [
        {
          Sid       = "FromRule"
          Effect    = "Allow"
          Principal = { Service = "events.amazonaws.com" }
          Action    = ["sqs:SendMessage"]
          Resource  = [aws_sqs_queue.trail[0].arn]
          Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.objects[0].arn } }
        },
      ] : [],
      # Whoever makes a bucket of that name after ours is gone has another account.
      local.from_bucket ? [
        {
          Sid       = "FromBucket"
          Effect    = "Allow"
          Principal = { Service = "s3.amazonaws.com" }
          Action    = ["sqs:SendMessage"]
          Resource  = [aws_sqs_queue.trail[0].arn]
          Condition = {
            ArnEquals    = { "aws:SourceArn" = local.bucket_arn }
            StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          }
        },
      ] : [],
      [
        {
          Sid       = "TlsOnly"
          Effect    = "Deny"
          Principal = "*"
          Action    = ["sqs:*"]
          Resource  = [aws_sqs_queue.trail[0].arn]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ],
    )
  })
}

resource "aws_sns_topic_subscription" "trail" {
  count                = local.from_topic ? 1 : 0
  topic_arn            = var.topic_arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.trail[0].arn
  raw_message_delivery = true
}

resource "aws_cloudwatch_event_rule" "objects" {
  count       = local.from_rule ? 1 : 0
  name        = var.role_name
  description = "New CloudTrail objects"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail = {
      bucket = { name = [var.bucket_name] }
      object = { key = [{ wildcard = "${var.prefix}AWSLogs/*/CloudTrail*/*.json.gz" }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "queue" {
  count = local.from_rule ? 1 : 0
  rule  = aws_cloudwatch_event_rule.objects[0].name
  arn   = aws_sqs_queue.trail[0].arn
}

output "role_arn" {
  value = aws_iam_role.read.arn
}

output "external_id" {
  value = var.external_id
}

output "queue_url" {
  value = local.makes_queue ? aws_sqs_queue.trail[0].id : null
}
