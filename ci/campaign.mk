# Targets for a project of campaigns: `include path/to/campaign.mk` in its Makefile; then `make campaign-plan`.
#   CAMPAIGN_TARGET   a target of project.yaml: make campaign-plan CAMPAIGN_TARGET=prod
#   CAMPAIGN_PATHS    files and folders, none: campaigns/
#   CAMPAIGN_ARGS     further arguments: make campaign-plan CAMPAIGN_ARGS='--var release=2.4.0'
#   CAMPAIGN_PLAN     the plan's file, which campaign-plan writes and campaign-apply sends
CAMPAIGN ?= campaign
CAMPAIGN_TARGET ?=
CAMPAIGN_PATHS ?=
CAMPAIGN_ARGS ?=
CAMPAIGN_PLAN ?= .campaign/plan.json

campaign_aimed = $(if $(CAMPAIGN_TARGET),--target $(CAMPAIGN_TARGET))

.PHONY: campaign-validate campaign-test campaign-plan campaign-apply campaign-continue campaign-status campaign-doctor

campaign-validate: ## check the campaigns: files, recipients, texts, rules
	@$(CAMPAIGN) validate $(campaign_aimed) $(CAMPAIGN_ARGS) $(CAMPAIGN_PATHS)

campaign-test: ## try the tests beside the campaigns
	@$(CAMPAIGN) test $(CAMPAIGN_ARGS) $(CAMPAIGN_PATHS)

campaign-plan: ## what would be sent; saves the plan
	@mkdir -p $(dir $(CAMPAIGN_PLAN))
	@$(CAMPAIGN) plan $(campaign_aimed) --out $(CAMPAIGN_PLAN) $(CAMPAIGN_ARGS) $(CAMPAIGN_PATHS)

campaign-apply: ## send what the saved plan says, and nothing else
	@$(CAMPAIGN) apply --plan $(CAMPAIGN_PLAN)

campaign-continue: ## open the next stage: NAME=campaign
	@$(CAMPAIGN) continue $(campaign_aimed) $(NAME)

campaign-status: ## declared against done
	@$(CAMPAIGN) status $(campaign_aimed) $(CAMPAIGN_PATHS)

campaign-doctor: ## could it be sent from here? sends nothing
	@$(CAMPAIGN) doctor $(campaign_aimed) $(CAMPAIGN_PATHS)
