@needs-openid-provider
Feature: What the deployment says of itself as OpenID provider

  # OP Config: oidcc-discovery-endpoint-verification
  @IDP-01
  Rule: What is published is complete and true

    @read-only
    Scenario: The discovery document
      When an application reads the discovery document
      Then the discovery document keeps to its specification

    @read-only
    Scenario: The keys
      When an application reads the key set
      Then the key set keeps to its specification

    Scenario: An application that knows only the issuer
      Given an application
      And somebody who can sign in at the provider
      When they sign in at the application
      Then the application gets a code
      When the application exchanges the code
      Then the application gets tokens
      And the ID token keeps to its specification
      When the application reads the user info
      Then the user info keeps to its specification

    Scenario: Whatever is offered is taken
      Given an application
      And somebody who can sign in at the provider
      When an application reads the discovery document
      Then the provider takes every response type and challenge method that it offers

  @IDP-15
  Rule: There is one issuer, whoever asks

    Scenario: The authorization server metadata
      When an application reads the authorization server metadata
      Then the authorization server metadata keeps to its specification

    Scenario: Documents and tokens
      Given an application
      And somebody who can sign in at the provider
      And they have signed in at the application
      And the application has exchanged the code
      Then everything names one issuer
